/**
 * Which files are held out. The path alone decides, so the answer is the same in every run, for every system and in
 * fine-tuning: a learnt file is never measured with. Only where the rule leaves too little on one side, as in a
 * workspace of three files, the hash chooses more.
 */
import { createHash } from 'node:crypto';
import { byteLength } from '../base/wtf8.ts';
import type { WorkspaceDocument } from '../workspace/workspaceSurvey.ts';

/** Bounds of the held-out share of the characters, and the share that is taken where the rule violates them. */
const leastHeldOut = 0.02;
const mostHeldOut = 0.5;
const wantedHeldOut = 0.05;
/** Where the rule fails, no file is taken that would make the held-out share larger than this. */
const mostWanted = 0.3;
/** Of a document that is cut in two, the part at the beginning that is learnt. */
const learntPart = 0.8;

/** Whether SHA-256 of the workspace-relative path (forward slashes), read as one big integer, is 0 modulo 5. */
export function isHeldOut(path: string): boolean {
  return BigInt(`0x${hashOf(path)}`) % 5n === 0n;
}

export interface DocumentSplit {
  readonly learnt: WorkspaceDocument[];
  readonly heldOut: WorkspaceDocument[];
}

/**
 * When the rule holds out under a fiftieth of the characters, or over a half, the documents with the smallest hashes
 * are held out, up to a twentieth. When none is small enough, the last fifth of the longest one is. Both sides keep
 * order.
 * @param isHeldOut gets the path, or the text of a document without a path, such as a commit message
 */
export function splitDocuments(
  documents: readonly WorkspaceDocument[],
  isHeldOut: (path: string) => boolean,
): DocumentSplit {
  const total = charactersOf(documents);
  const byRule = new Set(documents.filter((document) => isHeldOut(keyOf(document))));
  const share = charactersOf(byRule) / total;
  if (share >= leastHeldOut && share <= mostHeldOut) return partition(documents, byRule);
  const byHash = smallestHashes(documents, total);
  return byHash.size > 0 ? partition(documents, byHash) : cutLongest(documents);
}

function keyOf({ path, text }: WorkspaceDocument): string {
  return path === '' ? text : path;
}

function hashOf(path: string): string {
  return createHash('sha256').update(path, 'utf8').digest('hex');
}

/** UTF-8 bytes. */
export function charactersOf(documents: Iterable<WorkspaceDocument>): number {
  let sum = 0;
  for (const { text } of documents) sum += byteLength(text);
  return sum;
}

function partition(documents: readonly WorkspaceDocument[], heldOut: ReadonlySet<WorkspaceDocument>): DocumentSplit {
  return {
    learnt: documents.filter((document) => !heldOut.has(document)),
    heldOut: documents.filter((document) => heldOut.has(document)),
  };
}

function smallestHashes(documents: readonly WorkspaceDocument[], total: number): Set<WorkspaceDocument> {
  const hashed = documents.map((document) => ({ document, hash: hashOf(keyOf(document)) }));
  hashed.sort((a, b) => (a.hash < b.hash ? -1 : a.hash > b.hash ? 1 : 0));
  const taken = new Set<WorkspaceDocument>();
  let characters = 0;
  for (const { document } of hashed) {
    if (characters >= total * wantedHeldOut) break;
    const more = byteLength(document.text);
    if (characters + more > total * mostWanted) continue;
    taken.add(document);
    characters += more;
  }
  return characters >= total * leastHeldOut ? taken : new Set();
}

function cutLongest(documents: readonly WorkspaceDocument[]): DocumentSplit {
  let longest = documents[0];
  for (const document of documents) if (document.text.length > (longest?.text.length ?? 0)) longest = document;
  const cut = longest === undefined ? 0 : lineStart(longest.text, Math.floor(longest.text.length * learntPart));
  if (longest === undefined || cut === 0) return { learnt: [...documents], heldOut: [] };
  const front = { ...longest, text: longest.text.slice(0, cut) };
  return {
    learnt: documents.map((document) => (document === longest ? front : document)),
    heldOut: [{ ...longest, text: longest.text.slice(cut) }],
  };
}

/** Start of the line that holds `index`, or of the second line if that is the first one; 0 if there is none. */
function lineStart(text: string, index: number): number {
  const start = text.lastIndexOf('\n', index - 1) + 1;
  if (start > 0) return start;
  const next = text.indexOf('\n', index) + 1;
  return next < text.length ? next : 0;
}
