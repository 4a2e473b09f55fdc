/**
 * The batches of a fine-tuning. Some streams read the workspace, shuffled anew in each epoch; the others read text of
 * the base model's corpus, so that the model does not forget it (experience replay, Ratcliff 1990).
 *
 * Seed and index determine every chunk, so nothing of this needs saving.
 */
import { Rng } from '../base/rng.ts';
import type { Vocabulary } from '../model/text/vocabulary.ts';
import { type Batch, type BatchSource, Batches } from '../training/batches.ts';
import { type CorpusDocument, encodeDocument, tokenRow } from '../training/corpus.ts';

export interface FineTuneTexts {
  /** A document that counts twice appears twice. */
  readonly workspace: readonly CorpusDocument[];
  readonly replay: readonly CorpusDocument[];
}

export interface FineTuneShape {
  readonly steps: number;
  /** Streams of the workspace. */
  readonly workspaceStreams: number;
  /** Streams of base text. */
  readonly replayStreams: number;
}

export class FineTuneBatches implements BatchSource {
  readonly steps: number;
  readonly batch: number;
  /** Chunks per epoch, in which the workspace is read once. */
  readonly epochLength: number;
  readonly #rowLength: number;
  readonly #replay: Batches | undefined;
  readonly #batch: Batch;
  #epoch: { readonly number: number; readonly batches: Batches } | undefined;

  /** @throws RangeError when the workspace does not fill its streams once */
  constructor(
    private readonly vocabulary: Vocabulary,
    private readonly texts: FineTuneTexts,
    private readonly shape: FineTuneShape,
    private readonly seed: number,
  ) {
    const { steps, workspaceStreams, replayStreams } = shape;
    this.steps = steps;
    this.batch = workspaceStreams + replayStreams;
    // Random paths in headers make rows differ in length, so all are cut to the shortest possible.
    this.#rowLength = texts.workspace.reduce(
      (sum, document) => sum + encodeDocument(vocabulary, document, false).tokens.length,
      0,
    );
    this.epochLength = this.#epochOf(0).length;
    this.#replay =
      replayStreams === 0 ? undefined : replayBatches(vocabulary, texts.replay, steps, replayStreams, seed);
    const size = steps * this.batch;
    this.#batch = { tokens: new Int32Array(size), targets: new Int32Array(size) };
  }

  chunk(index: number): Batch {
    const { tokens, targets } = this.#batch;
    const workspace = this.#epochOf(Math.floor(index / this.epochLength)).chunk(index % this.epochLength);
    this.#copy(workspace, this.shape.workspaceStreams, 0);
    if (this.#replay !== undefined) {
      this.#copy(this.#replay.chunk(index), this.#replay.batch, this.shape.workspaceStreams);
    }
    return { tokens, targets };
  }

  freshStreams(index: number): readonly number[] {
    const workspace =
      index > 0 && index % this.epochLength === 0
        ? Array.from({ length: this.shape.workspaceStreams }, (_, n) => n)
        : [];
    const replay = this.#replay?.freshStreams(index).map((stream) => stream + this.shape.workspaceStreams) ?? [];
    return [...workspace, ...replay];
  }

  #epochOf(number: number): Batches {
    if (this.#epoch?.number !== number) {
      const rng = new Rng(this.seed + 1_000_003 * number);
      const row = tokenRow(this.vocabulary, rng.shuffle([...this.texts.workspace]), rng);
      const batches = new Batches(row.subarray(0, this.#rowLength), this.steps, this.shape.workspaceStreams);
      this.#epoch = { number, batches };
    }
    return this.#epoch.batches;
  }

  /** Puts streams side by side, time-major: each step's row is `batch` long. */
  #copy(from: Batch, streams: number, at: number): void {
    for (let t = 0; t < this.steps; t++) {
      const rows = [t * streams, (t + 1) * streams] as const;
      this.#batch.tokens.set(from.tokens.subarray(...rows), t * this.batch + at);
      this.#batch.targets.set(from.targets.subarray(...rows), t * this.batch + at);
    }
  }
}

function replayBatches(
  vocabulary: Vocabulary,
  documents: readonly CorpusDocument[],
  steps: number,
  streams: number,
  seed: number,
): Batches {
  const rng = new Rng(seed + 1);
  return new Batches(tokenRow(vocabulary, rng.shuffle([...documents]), rng), steps, streams);
}
