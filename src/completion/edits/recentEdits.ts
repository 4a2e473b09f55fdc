/**
 * The edits of a window, as far as completions learn from them: what is removed becomes evidence at once, and a finished
 * edit is remembered. Nothing with a secret in it is kept, and nothing is written down.
 */
import { secretLines } from '../../workspace/secretText.ts';
import type { DocumentChange, DocumentEdit } from '../request.ts';
import type { RemovedTexts } from '../textCache/removedTexts.ts';
import { EditMemory, type EditSoFar, longestRemembered, type Repetition } from './editMemory.ts';
import { type Edit, OpenEdit } from './openEdit.ts';

/** Characters that the editor may close by itself at once. */
const mostClosed = 4;
/** Text on each side that has to agree with the cursor's. */
const agreeing = 40;

/** Fewer removed characters are typing mistakes, and no evidence of what comes. */
const leastRemoved = 3;

export class RecentEdits {
  readonly #memory = new EditMemory();
  #open: OpenEdit | undefined;
  /** Deletions that touch each other. */
  #removal: OpenEdit | undefined;

  constructor(private readonly removed: RemovedTexts) {}

  /** Edits that are remembered. */
  get size(): number {
    return this.#memory.size;
  }

  changed({ documentId, change }: DocumentEdit): void {
    if (change === undefined) {
      // What stands there now is not what the open edit says.
      if (this.#open?.documentId === documentId) this.#drop();
      return;
    }
    if (this.#open?.join(documentId, change) !== true) {
      this.#finish();
      this.#open = new OpenEdit(documentId, change);
    }
    if (change.removed !== '') this.#remove(documentId, change);
  }

  /** How the edit at a cursor will go on, if it is one that is remembered. Line feeds only. */
  repetitionAt(documentId: string, prefix: string, suffix: string): Repetition | undefined {
    const open = this.#open;
    if (open?.documentId !== documentId) return undefined;
    const edit = editAt(open.edit, prefix, suffix);
    return edit === undefined ? undefined : this.#memory.repetitionOf(edit);
  }

  /** A closed document changes no more. */
  close(documentId: string): void {
    if (this.#open?.documentId === documentId) this.#finish();
  }

  clear(): void {
    this.#open = undefined;
    this.#removal = undefined;
    this.#memory.clear();
    this.removed.clear();
  }

  /** Text that goes backspace by backspace is one piece of evidence, from its first characters on. */
  #remove(documentId: string, { offset, removed, left, right }: DocumentChange): void {
    const deletion = { offset, removed, inserted: '', left, right };
    if (this.#removal?.join(documentId, deletion) !== true) {
      this.removed.settle();
      this.#removal = new OpenEdit(documentId, deletion);
    }
    const { edit } = this.#removal;
    const isEvidence = edit.removed.trim().length >= leastRemoved && !hasSecret(edit, edit.removed);
    this.removed.current = isEvidence ? { left: edit.left.slice(-agreeing), text: edit.removed } : undefined;
  }

  #finish(): void {
    if (this.#open === undefined) return;
    const { edit } = this.#open;
    if (isWorthRemembering(edit)) this.#memory.remember(edit);
    this.#open = undefined;
  }

  #drop(): void {
    this.#open = undefined;
    this.#removal = undefined;
    this.removed.current = undefined;
  }
}

/** The edit as far as it is typed at a cursor; `undefined` when the cursor is elsewhere. */
function editAt(edit: Edit, prefix: string, suffix: string): EditSoFar | undefined {
  const { left, inserted, right } = edit;
  for (let count = 0; count <= Math.min(mostClosed, inserted.length); count++) {
    const typed = inserted.slice(0, inserted.length - count);
    const closed = inserted.slice(inserted.length - count);
    const isHere =
      suffix.startsWith(closed + right.slice(0, agreeing)) && prefix.endsWith(left.slice(-agreeing) + typed);
    if (isHere) return { ...edit, inserted: typed, closed };
  }
  return undefined;
}

function isWorthRemembering(edit: Edit): boolean {
  const { removed, inserted } = edit;
  if (removed.length > longestRemembered || inserted.length > longestRemembered) return false;
  // White space alone is a formatter's work, or the Enter key's.
  if (withoutSpace(removed) === withoutSpace(inserted)) return false;
  return !hasSecret(edit, removed) && !hasSecret(edit, inserted);
}

function withoutSpace(text: string): string {
  return text.replace(/\s+/g, '');
}

/** Whether one of the lines of a text holds a secret, between what stands around it. */
function hasSecret({ left, right }: Edit, text: string): boolean {
  const from = left.lastIndexOf('\n') + 1;
  const lineFeed = right.indexOf('\n');
  return secretLines(left.slice(from) + text + (lineFeed < 0 ? right : right.slice(0, lineFeed))).length > 0;
}
