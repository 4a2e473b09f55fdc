/**
 * A stretch: text that an author inserted at one place of a document, with the document as it was on both sides of the
 * cursor. Recorded typing, commits and package versions all become stretches, so that one writer types them all.
 */

import { changeContext, type DocumentChange } from '../../../completion/request.ts';

/** Classes of places, as reports name them. `all` sums up the others. */
export const placeClasses = ['lineEnd', 'beforeClosers', 'insideLine', 'newLines', 'all'] as const;
export type PlaceClass = (typeof placeClasses)[number];

export interface Stretch {
  /** What happens to the document before, in order; `undefined` for what no user repeats. */
  readonly changes: readonly (DocumentChange | undefined)[];
  /** The document before the cursor, line feeds only. */
  readonly left: string;
  /** What is typed; empty in a last stretch that only has changes. */
  readonly text: string;
  /** The document after the cursor. */
  readonly right: string;
  readonly place: Exclude<PlaceClass, 'all'>;
}

/** One document and what is typed in it, in order. */
export interface EditedDocument {
  /** Workspace-relative, forward slashes. */
  readonly path: string;
  /** VS Code language id. */
  readonly languageId: string;
  /** Made one after the other, since each holds the whole document. */
  readonly stretches: () => Iterable<Stretch>;
  /** The document after the last stretch. */
  readonly after: string;
}

/** A change between two texts. */
export function changeBetween(left: string, removed: string, inserted: string, right: string): DocumentChange {
  return {
    offset: left.length,
    removed,
    inserted,
    left: left.slice(-changeContext),
    right: right.slice(0, changeContext),
  };
}

/**
 * The class of a place by what stands right of the cursor on its line. Whole new lines are known only to a comparison
 * of lines.
 */
export function placeClassOf(right: string): 'lineEnd' | 'beforeClosers' | 'insideLine' {
  const lineFeed = right.indexOf('\n');
  const restOfLine = (lineFeed < 0 ? right : right.slice(0, lineFeed)).trim();
  if (restOfLine === '') return 'lineEnd';
  return /^[\s)\]}>'"`;,:]*$/.test(restOfLine) ? 'beforeClosers' : 'insideLine';
}
