/**
 * Bits per character of whole documents. Each is read as one stream from its start, as in the editor. B documents are
 * read side by side; at the end of a document, its lane takes the next one with a fresh state.
 */
import type { SequenceShape } from '../model/trainingGraph.ts';
import type { Batch } from './batches.ts';
import type { EncodedDocument } from './corpus.ts';

/** The part of `ScoringSession` that evaluation needs. */
export interface ChunkScorer {
  readonly shape: SequenceShape;
  /** (T·B) time-major → nats (T·B). States are carried from run to run. */
  run(tokens: Int32Array, targets: Int32Array): Promise<Float32Array>;
  resetStates(text?: number): void;
}

export interface Score {
  nats: number;
  characters: number;
}

export function bitsPerCharacter({ nats, characters }: Score): number {
  return nats / Math.LN2 / characters;
}

interface Lane {
  document: EncodedDocument | undefined;
  position: number;
}

/** Score of each document, in their order. Header tokens are read but not counted. */
export async function scoreDocuments(
  scorer: ChunkScorer,
  documents: readonly EncodedDocument[],
  signal?: AbortSignal,
): Promise<Score[]> {
  const { steps, batch } = scorer.shape;
  // Longest first, so that the lanes end at about the same time.
  const queue = documents.toSorted((a, b) => b.tokens.length - a.tokens.length);
  const scores = new Map(documents.map((document) => [document, { nats: 0, characters: document.characters }]));
  const lanes = Array.from({ length: batch }, (): Lane => ({ document: undefined, position: 0 }));
  const chunk: Batch = { tokens: new Int32Array(steps * batch), targets: new Int32Array(steps * batch) };
  for (;;) {
    signal?.throwIfAborted();
    lanes.forEach((lane, index) => {
      if (lane.document !== undefined && lane.position < lane.document.tokens.length - 1) return;
      lane.document = queue.shift();
      lane.position = 0;
      scorer.resetStates(index);
    });
    if (lanes.every((lane) => lane.document === undefined)) break;
    lanes.forEach((lane, index) => {
      fillLane(lane, index, scorer.shape, chunk);
    });
    const nats = await scorer.run(chunk.tokens, chunk.targets);
    lanes.forEach((lane, index) => {
      const score = lane.document === undefined ? undefined : scores.get(lane.document);
      if (score !== undefined) score.nats += countLane(lane, index, scorer.shape, nats);
      lane.position += steps;
    });
  }
  return documents.map((document) => scores.get(document) ?? { nats: 0, characters: 0 });
}

/** Writes the next tokens of a lane into its column. After the document's end, the tokens do not matter. */
function fillLane(lane: Lane, index: number, { steps, batch }: SequenceShape, { tokens, targets }: Batch): void {
  for (let t = 0; t < steps; t++) {
    tokens[t * batch + index] = lane.document?.tokens.at(lane.position + t) ?? 0;
    targets[t * batch + index] = lane.document?.tokens.at(lane.position + t + 1) ?? 0;
  }
}

/** Sum of the nats of a lane, without the header and the steps after the document's end. */
function countLane(lane: Lane, index: number, { steps, batch }: SequenceShape, nats: Float32Array): number {
  const { document, position } = lane;
  if (document === undefined) return 0;
  let sum = 0;
  const end = Math.min(steps, document.tokens.length - 1 - position);
  for (let t = Math.max(0, document.headerLength - 1 - position); t < end; t++) sum += nats[t * batch + index];
  return sum;
}

/** Sums of scores by language, and of all under `overall`. */
export function byLanguage(documents: readonly EncodedDocument[], scores: readonly Score[]): Map<string, Score> {
  const sums = new Map<string, Score>();
  documents.forEach(({ document }, index) => {
    const score = scores[index];
    for (const key of ['overall', document.language]) {
      const sum = sums.get(key) ?? { nats: 0, characters: 0 };
      sum.nats += score.nats;
      sum.characters += score.characters;
      sums.set(key, sum);
    }
  });
  return sums;
}
