/**
 * Recorded typing: every insertion and deletion of one document, in order. A run of typed characters is a stretch;
 * everything else is applied as it is. Format: gzip of `{startContent, endContent, txns: [{patches: [[position,
 * deleted, inserted], …]}]}`, positions and counts in code points ("sequential traces" of the editing-traces collection
 * by Joseph Gentle).
 */
import { readFile } from 'node:fs/promises';
import { gunzipSync } from 'node:zlib';
import * as v from 'valibot';
import { UserError } from '../../../base/userError.ts';
import { codePoints } from '../../../replay/simulatedWriter.ts';
import type { DocumentChange } from '../../../completion/request.ts';
import { changeBetween, type EditedDocument, placeClassOf, type Stretch } from './stretch.ts';

const Patch = v.tuple([v.pipe(v.number(), v.integer()), v.pipe(v.number(), v.integer()), v.string()]);
const Trace = v.object({
  startContent: v.string(),
  endContent: v.string(),
  txns: v.array(v.object({ patches: v.array(Patch) })),
});
type Trace = v.InferOutput<typeof Trace>;
type Patch = v.InferOutput<typeof Patch>;

export interface TraceRange {
  /** Numbers of transactions: from the first to before the last. */
  readonly from: number;
  readonly to: number;
}

/** @throws UserError when the file is no trace, or holds positions outside of its document. */
export async function readTrace(
  file: string,
  document: Pick<EditedDocument, 'path' | 'languageId'>,
  range: TraceRange,
): Promise<EditedDocument> {
  const trace = await parseTrace(file);
  const { text } = applyAll(trace, trace.txns.length, file);
  if (text !== trace.endContent) {
    throw new UserError(`The transactions of ${file} do not lead to its end.`, 'Get the file again: it is damaged.');
  }
  return {
    ...document,
    stretches: () => stretchesOf(trace, range, file),
    after: applyAll(trace, Math.min(range.to, trace.txns.length), file).text,
  };
}

async function parseTrace(file: string): Promise<Trace> {
  let bytes: Buffer;
  try {
    bytes = await readFile(file);
  } catch (error) {
    throw new UserError(`${file} cannot be read.`, 'Name a trace that is there.', { cause: error });
  }
  try {
    const json = file.endsWith('.gz') ? gunzipSync(bytes, { maxOutputLength: 1 << 29 }) : bytes;
    return v.parse(Trace, JSON.parse(json.toString('utf8')));
  } catch (error) {
    throw new UserError(`${file} is not a recorded trace.`, 'Name a file in the format of the editing traces.', {
      cause: error,
    });
  }
}

const surrogate = /[\uD800-\uDFFF]/;

/** A document whose positions are code points. Where all characters have one code unit, positions are offsets. */
class TracedDocument {
  /** Whether it may hold characters of two code units. */
  #hasPairs: boolean;

  constructor(public text: string) {
    this.#hasPairs = surrogate.test(text);
  }

  /** UTF-16 offset of a position in code points. */
  offsetOf(position: number): number {
    if (position > this.text.length || !this.#hasPairs) return position;
    let offset = 0;
    for (let count = 0; count < position; count++) offset += (this.text.codePointAt(offset) ?? 0) > 0xffff ? 2 : 1;
    return offset;
  }

  /** Returns the change. */
  apply([position, deleted, inserted]: Patch, file: string): DocumentChange {
    const start = this.offsetOf(position);
    const end = this.offsetOf(position + deleted);
    if (position < 0 || deleted < 0 || end > this.text.length) {
      throw new UserError(`${file} changes text outside of its document.`, 'Get the file again: it is damaged.');
    }
    const removed = this.text.slice(start, end);
    this.replace(start, end, inserted);
    return changeBetween(this.text.slice(0, start), removed, inserted, this.text.slice(start + inserted.length));
  }

  replace(start: number, end: number, inserted: string): void {
    this.text = this.text.slice(0, start) + inserted + this.text.slice(end);
    this.#hasPairs ||= surrogate.test(inserted);
  }
}

function applyAll(trace: Trace, count: number, file: string): TracedDocument {
  const document = new TracedDocument(trace.startContent);
  for (const { patches } of trace.txns.slice(0, count)) for (const patch of patches) document.apply(patch, file);
  return document;
}

/** The typed character of a transaction that may belong to a run. */
function typedBy({ patches }: Trace['txns'][number]): Patch | undefined {
  const [patch, ...others] = patches;
  if (patch === undefined || others.length > 0 || patch[1] !== 0) return undefined;
  const length = codePoints(patch[2]);
  return length === 1 || length === 2 ? patch : undefined;
}

function* stretchesOf(trace: Trace, { from, to }: TraceRange, file: string): Iterable<Stretch> {
  const document = applyAll(trace, Math.min(from, trace.txns.length), file);
  const transactions = trace.txns.slice(from, to);
  let changes: (DocumentChange | undefined)[] = [];
  for (let index = 0; index < transactions.length;) {
    const first = transactions[index];
    const start = first === undefined ? undefined : typedBy(first);
    if (start === undefined) {
      const patches = (first?.patches ?? []).map((patch) => document.apply(patch, file));
      // Changes of several places at once are a program's.
      changes.push(patches.length === 1 ? patches[0] : undefined);
      index++;
      continue;
    }
    let text = '';
    let next = start[0];
    for (; index < transactions.length; index++) {
      const transaction = transactions[index];
      const typed = transaction === undefined ? undefined : typedBy(transaction);
      if (typed?.[0] !== next) break;
      text += typed[2];
      next += codePoints(typed[2]);
    }
    const offset = document.offsetOf(start[0]);
    const left = document.text.slice(0, offset);
    const right = document.text.slice(offset);
    yield { changes, left, text, right, place: placeClassOf(right) };
    changes = [];
    document.replace(offset, offset, text);
  }
  if (changes.length > 0) yield { changes, left: document.text, text: '', right: '', place: 'lineEnd' };
}
