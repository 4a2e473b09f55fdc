/**
 * From two versions of a text to the stretches that its author typed between them, top to bottom: whole new lines, and
 * the new tokens of changed lines. Deletions cost nothing and come first. White space and rules of tables alone are
 * not typed. All offsets are UTF-16 code units.
 */
import { diffArrays } from 'diff';
import type { DocumentChange } from '../../../completion/request.ts';
import { changeBetween, placeClassOf, type Stretch } from './stretch.ts';

/** Words, runs of white space and single other characters: what a change inside a line is made of. */
const token = /[\p{L}\p{N}\p{M}_]+|\s+|[^\s\p{L}\p{N}\p{M}_]/gu;

/** Two lines with a smaller share of common tokens are not versions of one line. */
const leastSimilarity = 0.25;

/** Lines of one replaced block that are compared with each other; a larger block is typed as new lines. */
const largestBlock = 400;

interface Part {
  /** What stays; `undefined` for what changes. */
  readonly same: string | undefined;
  readonly removed: string;
  readonly added: string;
  readonly isNewLines: boolean;
}

export function* stretchesBetween(before: string, after: string): Iterable<Stretch> {
  const parts = partsOf(linesOf(before), linesOf(after));
  let left = '';
  let right = before;
  let changes: DocumentChange[] = [];
  for (const { same, removed, added, isNewLines } of parts) {
    right = right.slice((same ?? removed).length);
    if (same === undefined) {
      const place = isNewLines ? newLines(left, removed, added, right) : inLine(left, removed, added, right);
      const isTyped = !isFormatting(added);
      // Above the first line, a new one is opened with a line break.
      if (place.right.length > right.length && place.left === left && removed === '')
        changes.push(changeBetween(left, '', '\n', right));
      if (place.removed !== '' || !isTyped)
        changes.push(changeBetween(place.left, place.removed, isTyped ? '' : place.added, place.right));
      if (isTyped) {
        yield { changes, left: place.left, text: place.added, right: place.right, place: place.place };
        changes = [];
      }
    }
    left += same ?? added;
  }
  if (changes.length > 0) yield { changes, left, text: '', right, place: placeClassOf(right) };
}

/** White space and rules of tables are a formatter's work more often than an author's. */
function isFormatting(added: string): boolean {
  return /^[\s|:-]*$/.test(added);
}

/** Where a part is replaced. */
interface Replaced {
  readonly left: string;
  readonly removed: string;
  readonly added: string;
  readonly right: string;
  readonly place: Stretch['place'];
}

function inLine(left: string, removed: string, added: string, right: string): Replaced {
  return { left, removed, added, right, place: placeClassOf(right) };
}

/**
 * Whole lines are typed from the end of the line above, as after Enter, so that the next line stays below the cursor.
 */
function newLines(left: string, removed: string, added: string, right: string): Replaced {
  const place = 'newLines';
  const isWhole = added.endsWith('\n') && (removed === '' || removed.endsWith('\n'));
  if (left.endsWith('\n') && isWhole) {
    const gone = removed === '' ? '' : `\n${removed.slice(0, -1)}`;
    return { left: left.slice(0, -1), removed: gone, added: `\n${added.slice(0, -1)}`, right: `\n${right}`, place };
  }
  if (left === '' && isWhole)
    return { left, removed: removed.slice(0, -1), added: added.slice(0, -1), right: `\n${right}`, place };
  return { left, removed, added, right, place };
}

/** Lines with their line feeds. */
function linesOf(text: string): string[] {
  return text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
}

function partsOf(before: string[], after: string[]): Part[] {
  const parts: Part[] = [];
  let removed: string[] = [];
  let added: string[] = [];
  const flush = (): void => {
    parts.push(...blockParts(removed, added));
    removed = [];
    added = [];
  };
  for (const change of diffArrays(before, after)) {
    if (change.removed) removed = change.value;
    else if (change.added) added = change.value;
    else {
      flush();
      parts.push({ same: change.value.join(''), removed: '', added: '', isNewLines: false });
    }
  }
  flush();
  return parts;
}

/** A block of lines in place of another one: lines that are alike are versions of each other, the rest came or went. */
function blockParts(removed: readonly string[], added: readonly string[]): Part[] {
  const parts: Part[] = [];
  let next = 0;
  let came = '';
  const flush = (upTo: number): void => {
    const gone = removed.slice(next, upTo).join('');
    if (gone !== '' || came !== '') parts.push({ same: undefined, removed: gone, added: came, isNewLines: true });
    came = '';
  };
  const versions = alikeLines(removed, added);
  for (const [index, line] of added.entries()) {
    const old = versions.get(index);
    if (old === undefined) {
      came += line;
      continue;
    }
    flush(old);
    parts.push(...lineParts(removed[old] ?? '', line));
    next = old + 1;
  }
  flush(removed.length);
  return parts;
}

/** For added lines by number, the removed line of which each is a version. Both orders are kept. */
function alikeLines(removed: readonly string[], added: readonly string[]): Map<number, number> {
  const pairs = new Map<number, number>();
  if (removed.length > largestBlock || added.length > largestBlock) return pairs;
  const old = removed.map(tokenCounts);
  const rows = added.map(tokenCounts).map((counts) => old.map((other) => similarity(counts, other)));
  // best[i][j]: the most similarity that lines from i and from j on can have in common.
  const best = Array.from({ length: added.length + 1 }, () => new Float64Array(removed.length + 1));
  const worth = (i: number, j: number): number => {
    const alike = rows[i]?.[j] ?? 0;
    return alike < leastSimilarity ? -1 : alike + (best[i + 1]?.[j + 1] ?? 0);
  };
  for (let i = added.length - 1; i >= 0; i--) {
    const row = best[i];
    for (let j = removed.length - 1; row !== undefined && j >= 0; j--) {
      row[j] = Math.max(best[i + 1]?.[j] ?? 0, row[j + 1] ?? 0, worth(i, j));
    }
  }
  for (let i = 0, j = 0; i < added.length && j < removed.length;) {
    const here = best[i]?.[j] ?? 0;
    if (here === worth(i, j)) pairs.set(i++, j++);
    else if (here === (best[i + 1]?.[j] ?? 0)) i++;
    else j++;
  }
  return pairs;
}

function tokensOf(text: string): string[] {
  return text.match(token) ?? [];
}

function tokenCounts(line: string): Map<string, number> {
  const counts = new Map<string, number>();
  for (const found of tokensOf(line)) if (found.trim() !== '') counts.set(found, (counts.get(found) ?? 0) + 1);
  return counts;
}

/** Dice's coefficient over tokens, weighted by their lengths: 0 to 1. */
function similarity(a: ReadonlyMap<string, number>, b: ReadonlyMap<string, number>): number {
  let common = 0;
  let all = 0;
  for (const [found, count] of a) {
    common += 2 * found.length * Math.min(count, b.get(found) ?? 0);
    all += found.length * count;
  }
  for (const [found, count] of b) all += found.length * count;
  return all === 0 ? 0 : common / all;
}

/** What changed inside a line, token by token. */
function lineParts(before: string, after: string): Part[] {
  const parts: Part[] = [];
  let removed = '';
  let added = '';
  const flush = (): void => {
    parts.push(...replacedParts(removed, added));
    removed = '';
    added = '';
  };
  for (const change of diffArrays(tokensOf(before), tokensOf(after))) {
    const text = change.value.join('');
    if (change.removed) removed += text;
    else if (change.added) added += text;
    else {
      flush();
      parts.push({ same: text, removed: '', added: '', isNewLines: false });
    }
  }
  flush();
  return parts;
}

/** What is equal at both ends of a replaced stretch stays. */
function replacedParts(removed: string, added: string): Part[] {
  const shorter = Math.min(removed.length, added.length);
  let start = 0;
  while (start < shorter && removed[start] === added[start]) start++;
  if (isInsidePair(removed, start) || isInsidePair(added, start)) start--;
  let end = 0;
  while (end < shorter - start && removed.at(-1 - end) === added.at(-1 - end)) end++;
  if (isInsidePair(removed, removed.length - end) || isInsidePair(added, added.length - end)) end--;
  const same = (text: string): Part[] =>
    text === '' ? [] : [{ same: text, removed: '', added: '', isNewLines: false }];
  const old = removed.slice(start, removed.length - end);
  const text = added.slice(start, added.length - end);
  const changed = old === '' && text === '' ? [] : [{ same: undefined, removed: old, added: text, isNewLines: false }];
  return [...same(removed.slice(0, start)), ...changed, ...same(removed.slice(removed.length - end))];
}

function isInsidePair(text: string, offset: number): boolean {
  return /^[\uD800-\uDBFF][\uDC00-\uDFFF]$/.test(text.slice(offset - 1, offset + 1));
}
