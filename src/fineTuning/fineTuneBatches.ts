/**
 * What a fine-tuning reads: some streams go through the workspace, again and again and shuffled anew each time; the others go through text of
 * the base model's corpus, so that it does not forget the rest of the world (experience replay, Ratcliff 1990).
 *
 * Which chunk comes when follows from seed and number alone, so nothing of it has to be saved.
 */
import { Rng } from '../base/rng.ts';
import type { Vocabulary } from '../model/text/vocabulary.ts';
import { type Batch, type BatchSource, Batches } from '../training/batches.ts';
import { type CorpusDocument, encodeDocument, tokenRow } from '../training/corpus.ts';

export interface FineTuneTexts {
  /** In the proportions in which they are to be read: what counts twice is there twice. */
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
  /** Chunks in which the workspace is read once. */
  readonly epochLength: number;
  readonly #workspace: readonly CorpusDocument[];
  readonly #workspaceStreams: number;
  readonly #rowLength: number;
  readonly #replay: Batches | undefined;
  readonly #batch: Batch;
  #epoch: { readonly number: number; readonly batches: Batches } | undefined;

  /** @throws RangeError when the workspace does not fill its streams once. */
  constructor(
    private readonly vocabulary: Vocabulary,
    texts: FineTuneTexts,
    { steps, workspaceStreams, replayStreams }: FineTuneShape,
    private readonly seed: number,
  ) {
    this.steps = steps;
    this.batch = workspaceStreams + replayStreams;
    this.#workspace = texts.workspace;
    this.#workspaceStreams = workspaceStreams;
    // Rows differ in length by the paths that chance leaves out of headers; all are cut to what they have in common.
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
    this.#copy(workspace, this.#workspaceStreams, 0);
    if (this.#replay !== undefined) {
      this.#copy(this.#replay.chunk(index), this.#replay.batch, this.#workspaceStreams);
    }
    return { tokens, targets };
  }

  freshStreams(index: number): readonly number[] {
    const workspace =
      index > 0 && index % this.epochLength === 0 ? Array.from({ length: this.#workspaceStreams }, (_, n) => n) : [];
    const replay = this.#replay?.freshStreams(index).map((stream) => stream + this.#workspaceStreams) ?? [];
    return [...workspace, ...replay];
  }

  #epochOf(number: number): Batches {
    if (this.#epoch?.number !== number) {
      const rng = new Rng(this.seed + 1_000_003 * number);
      const row = tokenRow(this.vocabulary, rng.shuffle([...this.#workspace]), rng);
      const batches = new Batches(row.subarray(0, this.#rowLength), this.steps, this.#workspaceStreams);
      this.#epoch = { number, batches };
    }
    return this.#epoch.batches;
  }

  /** Puts streams side by side: time-major, so that each step's row is `batch` long. */
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
