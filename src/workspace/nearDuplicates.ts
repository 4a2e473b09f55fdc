/*
 * Finds texts that are nearly the same without comparing each pair. A text is the set of its runs of five words
 * (shingles); two texts are similar when the sets mostly overlap (Jaccard similarity). MinHash keeps 64 numbers per
 * text, whose share of equal ones estimates the similarity. An index by groups of four numbers (locality-sensitive
 * hashing) finds the texts to compare.
 */

const shingleWords = 5;
const signatureSize = 64;
const rowsPerBand = 4;
const bands = signatureSize / rowsPerBand;

/** 64 unsigned 32-bit minima; equal positions estimate the Jaccard similarity of two texts' shingle sets. */
export type Signature = Uint32Array;

const empty = 0xffffffff;

/**
 * Words and marks count, whitespace and letter case do not. One-permutation MinHash: the low bits of a shingle's hash
 * choose one of the 64 minima; a minimum that no shingle chose borrows from the next one.
 */
export function signatureOf(text: string): Signature {
  const signature = new Uint32Array(signatureSize).fill(empty);
  const window = new Uint32Array(shingleWords);
  let words = 0;
  for (let start = 0; start < text.length;) {
    const end = wordEnd(text, start);
    if (end < 0) {
      start++;
      continue;
    }
    window[words % shingleWords] = hashOfWord(text, start, end);
    words++;
    if (words >= shingleWords) addShingle(signature, window, words);
    start = end;
  }
  if (words > 0 && words < shingleWords) addShingle(signature, window, words);
  densify(signature);
  return signature;
}

/** Estimated Jaccard similarity, 0 to 1, with a standard error of about 0.06 at a half. */
export function similarity(a: Signature, b: Signature): number {
  let equal = 0;
  for (let index = 0; index < signatureSize; index++) if (a[index] === b[index]) equal++;
  return equal / signatureSize;
}

/** Texts seen so far, by signature. */
export class NearDuplicateIndex<Key> {
  private readonly buckets = new Map<string, number[]>();
  private readonly entries: { readonly key: Key; readonly signature: Signature }[] = [];

  /** @param threshold similarity from which two texts are the same text */
  constructor(readonly threshold = 0.8) {}

  /** The key of a text that is at least as similar as the threshold, or undefined. */
  find(signature: Signature): Key | undefined {
    const compared = new Set<number>();
    for (let band = 0; band < bands; band++) {
      for (const index of this.buckets.get(bucketOf(signature, band)) ?? []) {
        if (compared.has(index)) continue;
        compared.add(index);
        const entry = this.entries[index];
        if (entry !== undefined && similarity(entry.signature, signature) >= this.threshold) return entry.key;
      }
    }
    return undefined;
  }

  add(key: Key, signature: Signature): void {
    const index = this.entries.push({ key, signature }) - 1;
    for (let band = 0; band < bands; band++) {
      const bucket = bucketOf(signature, band);
      const held = this.buckets.get(bucket);
      if (held === undefined) this.buckets.set(bucket, [index]);
      else held.push(index);
    }
  }
}

function bucketOf(signature: Signature, band: number): string {
  const first = band * rowsPerBand;
  return `${String(band)}:${signature.subarray(first, first + rowsPerBand).join(',')}`;
}

function isWordCode(code: number): boolean {
  return (
    (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || (code >= 48 && code <= 57) || code === 95 || code > 127
  );
}

/** Where the word or mark that starts here ends, or -1 at whitespace. */
function wordEnd(text: string, start: number): number {
  const code = text.charCodeAt(start);
  if (code <= 32) return -1;
  if (!isWordCode(code)) return start + 1;
  let end = start + 1;
  while (end < text.length && isWordCode(text.charCodeAt(end))) end++;
  return end;
}

/** FNV-1a over the code units, letters in lower case. */
function hashOfWord(text: string, start: number, end: number): number {
  let hash = 0x811c9dc5;
  for (let index = start; index < end; index++) {
    const code = text.charCodeAt(index);
    hash = Math.imul(hash ^ (code >= 65 && code <= 90 ? code + 32 : code), 0x01000193);
  }
  return hash >>> 0;
}

function addShingle(signature: Signature, window: Uint32Array, words: number): void {
  let hash = 0x9e3779b9;
  for (let back = Math.min(words, shingleWords); back > 0; back--) {
    hash = Math.imul(hash ^ (window[(words - back) % shingleWords] ?? 0), 0x85ebca6b);
    hash ^= hash >>> 15;
  }
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  hash = (hash ^ (hash >>> 16)) >>> 0;
  const bin = hash % signatureSize;
  const value = Math.floor(hash / signatureSize);
  if (value < (signature[bin] ?? empty)) signature[bin] = value;
}

function densify(signature: Signature): void {
  if (signature.every((value) => value === empty)) return;
  const original = signature.slice();
  for (let bin = 0; bin < signatureSize; bin++) {
    let step = 0;
    while (original[(bin + step) % signatureSize] === empty) step++;
    // The distance is mixed in, so that two borrowers of one minimum do not count as two agreements of other texts.
    signature[bin] = ((original[(bin + step) % signatureSize] ?? 0) + step * 0x3779b97f) >>> 0;
  }
}
