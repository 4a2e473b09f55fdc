/** A fine-tuning under a clock that the test moves: an update takes a fiftieth of a second on any machine. */
import { beforeAll, describe, expect, it } from 'vitest';
import { UserError } from '../../../src/base/userError.ts';
import { Vocabulary } from '../../../src/model/text/vocabulary.ts';
import type { StoredCheckpoint } from '../../../src/runtime/checkpointFiles.ts';
import type { CorpusDocument } from '../../../src/training/corpus.ts';
import { fineTuneRecipe, leastGain, mostForgotten } from '../../../src/fineTuning/fineTuneRecipe.ts';
import type { FineTuneProgress } from '../../../src/fineTuning/fineTuneReport.ts';
import {
  fineTuneWeights,
  type FineTunedWeights,
  type TrainingSurroundings,
  type WeightsOptions,
} from '../../../src/fineTuning/fineTuneWeights.ts';
import { fractionDone, readNotes } from '../../../src/fineTuning/savedTraining.ts';
import type { TrainingState } from '../../../src/training/trainingState.ts';
import { tinyCheckpoint } from '../../support/tinyCheckpoint.ts';

const vocabulary = new Vocabulary();
const millisecondsPerTurn = 20;

const documentOf = (path: string, language: string, text: string): CorpusDocument => ({
  package: '',
  path,
  language,
  text,
});
const code = 'for (const item of items) total += item.price;\n';
const prose = 'The cat sat on the mat, and the dog lay by the door.\n';
const numbers = '0314 1592 6535 8979 3238 4626 4338\n';
const files = (text: string, count: number, repeats = 12): CorpusDocument[] =>
  Array.from({ length: count }, (_, index) => documentOf(`src/${index}.ts`, 'typescript', text.repeat(repeats)));
/** Short, so that measuring takes a few turns. */
const heldOutFiles = (text: string): CorpusDocument[] => files(text, 8, 2);

const recipe = {
  ...fineTuneRecipe,
  steps: 16,
  workspaceStreams: 6,
  replayStreams: 2,
  peakRate: 5e-3,
  averageDecay: 0.9,
  measurements: 6,
};

let base: StoredCheckpoint;

function optionsOf(changes: Partial<WeightsOptions> = {}): WeightsOptions {
  return {
    base,
    inUse: undefined,
    vocabulary,
    texts: { workspace: files(code, 6), replay: [documentOf('a.md', 'markdown', prose.repeat(30))] },
    heldOut: heldOutFiles(code),
    probe: [documentOf('b.md', 'markdown', prose.repeat(10))],
    recipe,
    minutes: 0.1,
    threads: 1,
    seed: 1,
    saved: undefined,
    ...changes,
  };
}

interface Run {
  readonly told: FineTuneProgress[];
  readonly saved: TrainingState[];
  readonly surroundings: TrainingSurroundings;
}

/** Copies a saved state, since its arrays are still in use. */
function copyOf(state: TrainingState): TrainingState {
  return structuredClone(state);
}

function setUp(changes: Partial<TrainingSurroundings> = {}): Run {
  let now = 0;
  const [told, saved]: [FineTuneProgress[], TrainingState[]] = [[], []];
  const surroundings: TrainingSurroundings = {
    now: () => now,
    yieldToEventLoop: () => {
      now += millisecondsPerTurn;
      return Promise.resolve();
    },
    signal: new AbortController().signal,
    whilePaused: () => undefined,
    save: (state) => {
      saved.push(copyOf(state));
      return Promise.resolve();
    },
    onProgress: (progress) => told.push(structuredClone(progress)),
    ...changes,
  };
  return { told, saved, surroundings };
}

function knowingProse(): Promise<FineTunedWeights> {
  const texts = { workspace: files(prose, 6), replay: optionsOf().texts.replay };
  return fineTuneWeights(optionsOf({ texts, heldOut: heldOutFiles(prose) }), setUp().surroundings);
}

let learnt: FineTunedWeights;
const first = setUp();

beforeAll(async () => {
  base = { ...tinyCheckpoint(), sha256: 'of the base' };
  learnt = await fineTuneWeights(optionsOf(), first.surroundings);
});

describe('a fine-tuning', () => {
  it('with a number of updates makes just so many, whatever the clock says', async () => {
    const run = setUp({ now: () => 0 });
    const { updates, curve } = await fineTuneWeights(optionsOf({ updates: 24 }), run.surroundings);
    expect(updates).toBe(24);
    expect(curve.heldOut.length).toBeGreaterThan(3);
    expect(run.saved.length).toBeGreaterThan(3);
  });

  it('learns a repetitive text, and keeps the result', () => {
    expect(learnt).toMatchObject({ kept: true, notKept: undefined });
    expect(learnt.heldOut.after).toBeLessThan(learnt.heldOut.before * 0.7);
    expect(learnt.baseProbe.after).toBeLessThanOrEqual(learnt.baseProbe.before * (1 + mostForgotten));
    expect(learnt.updates).toBeGreaterThan(40);
    expect(learnt.characters).toBe(learnt.updates * 16 * 8);
    // Within the budget, except for the last turn.
    expect(learnt.seconds).toBeLessThanOrEqual(6.1);
    expect(learnt.seconds).toBeGreaterThan(4);
    expect(learnt.curve.heldOut[0]).toEqual([0, learnt.heldOut.before]);
    expect(learnt.curve.heldOut.length).toBeGreaterThan(5);
    const measuredAt = learnt.curve.heldOut.map(([characters]) => characters);
    expect(measuredAt).toEqual([...new Set(measuredAt)].sort((a, b) => a - b));
    expect(measuredAt.at(-1)).toBe(learnt.characters);
    expect(learnt.curve.training.length).toBe(Math.floor(learnt.updates / 8));
  });

  it('trains for most of a short time, even with much text to measure with', async () => {
    // Half a minute is 1500 turns. Here a turn of measuring takes as long as a turn of training.
    const run = setUp();
    const long = files(code, 8, 200);
    const probe = files(prose, 8, 200);
    const result = await fineTuneWeights(optionsOf({ minutes: 0.5, heldOut: long, probe }), run.surroundings);
    expect((result.updates * millisecondsPerTurn) / 30_000).toBeGreaterThan(0.6);
    expect(result.seconds).toBeLessThanOrEqual(30.1);
    // It measured in between.
    expect(result.curve.heldOut.length).toBeGreaterThan(3);
    expect(result.kept).toBe(true);
  });

  it('reports complete progress that never goes back', () => {
    const { told } = first;
    expect([...new Set(told.map(({ phase }) => phase))]).toEqual(['measuringBase', 'training', 'measuringResult']);
    const fractions = told.map(({ fraction }) => fraction);
    expect(fractions).toEqual([...fractions].sort((a, b) => a - b));
    expect(told.at(-1)?.fraction).toBeLessThanOrEqual(1);
    const remaining = told.map(({ remainingSeconds }) => remainingSeconds);
    expect(remaining).toEqual([...remaining].sort((a, b) => b - a));
    const speeds = told
      .filter(({ phase }) => phase === 'training')
      .map(({ charactersPerSecond }) => charactersPerSecond);
    expect(Math.max(...speeds)).toBeGreaterThan(0);
    expect(told.every(({ phase, charactersPerSecond }) => phase === 'training' || charactersPerSecond === 0)).toBe(
      true,
    );
  });

  it('is reproducible with the same seed and clock', async () => {
    const again = await fineTuneWeights(optionsOf(), setUp().surroundings);
    expect(again.updates).toBe(learnt.updates);
    expect(again.heldOut).toEqual(learnt.heldOut);
    expect(again.parameters).toEqual(learnt.parameters);
  });

  it('is not kept when held-out text is unlike the learnt text', async () => {
    // This base knows the held-out text already, so it can only get worse.
    const knowing = await fineTuneWeights(optionsOf({ texts: { ...optionsOf().texts, workspace: files(numbers, 6) }, heldOut: heldOutFiles(numbers) }), setUp().surroundings); // prettier-ignore
    const other = { ...base, flat: knowing.parameters, sha256: 'knows numbers' };
    const result = await fineTuneWeights(
      optionsOf({ base: other, heldOut: heldOutFiles(numbers) }),
      setUp().surroundings,
    );
    expect(result).toMatchObject({ kept: false, notKept: 'heldOutNotBetter' });
    expect(result.heldOut.after).toBeGreaterThan(result.heldOut.before * (1 - leastGain));
  });

  it('is kept only in part when all of it would forget the base', async () => {
    // This base knows the probe by heart, and nothing reminds it of it.
    const other = { ...base, flat: (await knowingProse()).parameters, sha256: 'knows prose' };
    const forgetful = { ...recipe, replayStreams: 0, pull: 0 };
    const result = await fineTuneWeights(optionsOf({ base: other, recipe: forgetful }), setUp().surroundings);
    expect(result.share).toBeLessThan(1);
    expect(result.baseProbe.after).toBeLessThanOrEqual(result.baseProbe.before * (1 + mostForgotten));
    expect(result.heldOut.after).toBeLessThan(result.heldOut.before * (1 - leastGain));
    expect(result).toMatchObject({ kept: true, notKept: undefined });
  });

  it('is not kept when the base is forgotten before anything is gained', async () => {
    // This base knows the probe by heart, and the steps are so long that even a little of the way spoils it.
    const other = { ...base, flat: (await knowingProse()).parameters, sha256: 'knows prose' };
    const rough = { ...recipe, replayStreams: 0, pull: 0, peakRate: 0.2 };
    const result = await fineTuneWeights(optionsOf({ base: other, recipe: rough }), setUp().surroundings);
    expect(result).toMatchObject({ kept: false, notKept: 'baseForgotten' });
    // It did learn: the whole way would have been better.
    const bits = result.curve.heldOut.map(([, measured]) => measured);
    expect(Math.min(...bits)).toBeLessThan(result.heldOut.before * (1 - leastGain));
    expect(result.share).toBeLessThan(0.1);
    expect(result.heldOut.after).toBeGreaterThan(result.heldOut.before * (1 - leastGain));
  });

  it('must beat the model in use, and goes on from it', async () => {
    const run = setUp();
    // Time for only a few updates, from weights that hardly get better.
    const better = await fineTuneWeights(optionsOf({ inUse: learnt.parameters }), run.surroundings);
    expect(better.heldOut.before).toBe(learnt.heldOut.before);
    expect(better.heldOut.after).toBeLessThan(learnt.heldOut.after * 1.05);
    const worse = await fineTuneWeights(
      optionsOf({ inUse: learnt.parameters, recipe: { ...recipe, peakRate: 0.3, patience: 1 } }),
      setUp().surroundings,
    );
    expect(worse.kept).toBe(false);
    expect(worse.notKept).not.toBeUndefined();
  });
});

describe('a fine-tuning that is interrupted', () => {
  it('goes on with its saved time, curves and best weights', async () => {
    const { saved } = first;
    expect(saved.length).toBeGreaterThan(5);
    const state = saved[Math.floor(saved.length / 2)];
    if (state === undefined) throw new Error('nothing was saved');
    const notes = readNotes(state.notes);
    if (notes === undefined) throw new Error('the notes cannot be read');
    const before = fractionDone(notes);
    expect(notes.minutes).toBe(0.1);
    expect(before).toBeGreaterThan(0.3);
    const run = setUp();
    const result = await fineTuneWeights(optionsOf({ saved: copyOf(state) }), run.surroundings);
    expect(run.told[0]?.fraction).toBeGreaterThanOrEqual(before);
    expect(run.told[0]?.training).toEqual(state.curve);
    expect(result.kept).toBe(true);
    expect(result.updates).toBeGreaterThan(state.updates);
    expect(result.updates).toBeLessThanOrEqual(learnt.updates);
    expect(result.curve.heldOut.slice(0, 3)).toEqual(learnt.curve.heldOut.slice(0, 3));
  });

  it('measures its best weights again, since the files may have changed', async () => {
    const state = first.saved.at(-1);
    if (state === undefined) throw new Error('nothing was saved');
    const texts = { ...optionsOf().texts, workspace: files(numbers, 6) };
    const others = { texts, heldOut: heldOutFiles(numbers), minutes: 0.2 };
    const result = await fineTuneWeights(optionsOf({ ...others, saved: copyOf(state) }), setUp().surroundings);
    // A number of the old files must not hide an improvement on the new ones.
    expect(result.heldOut.after).toBeLessThan(result.heldOut.before * 0.7);
    expect(result.kept).toBe(true);
  });

  it('refuses a state of another base', async () => {
    const [state] = first.saved;
    const other = { ...base, sha256: 'another' };
    await expect(fineTuneWeights(optionsOf({ base: other, saved: state }), setUp().surroundings)).rejects.toThrow(
      UserError,
    );
  });

  it('rejects soon with the reason of a cancellation, in every phase', async () => {
    for (const phase of ['measuringBase', 'training', 'measuringResult'] as const) {
      const controller = new AbortController();
      const reason = new Error(phase);
      let turns = 0;
      const run = setUp({
        signal: controller.signal,
        onProgress: (progress) => {
          if (progress.phase === phase) controller.abort(reason);
        },
      });
      const counting = {
        ...run.surroundings,
        yieldToEventLoop: () => {
          if (controller.signal.aborted) turns++;
          return run.surroundings.yieldToEventLoop();
        },
      };
      await expect(fineTuneWeights(optionsOf(), counting)).rejects.toBe(reason);
      expect(turns).toBeLessThanOrEqual(2);
    }
  });

  it('waits while paused, and the pause uses no time', async () => {
    let now = 0;
    let pauses = 0;
    const run = setUp({
      now: () => now,
      yieldToEventLoop: () => {
        now += millisecondsPerTurn;
        return Promise.resolve();
      },
      whilePaused: () => {
        // Every twentieth time it is paused for an hour.
        if (++pauses % 20 !== 0) return undefined;
        return Promise.resolve().then(() => {
          now += 3_600_000;
        });
      },
    });
    const result = await fineTuneWeights(optionsOf(), run.surroundings);
    expect(pauses).toBeGreaterThan(40);
    expect(run.told.some(({ paused }) => paused)).toBe(true);
    expect(run.told.filter(({ paused }) => paused).every(({ charactersPerSecond }) => charactersPerSecond === 0)).toBe(
      true,
    );
    expect(run.told.at(-1)?.paused).toBe(false);
    expect(result.updates).toBeGreaterThan(learnt.updates / 2);
    expect(result.kept).toBe(true);
  });

  it('ends early when it no longer improves', async () => {
    // The longer it learns this text, the worse it gets at the held-out text.
    const texts = { ...optionsOf().texts, workspace: files(numbers, 6) };
    const unlearning = optionsOf({ texts, recipe: { ...recipe, patience: 2 }, inUse: learnt.parameters });
    const result = await fineTuneWeights(unlearning, setUp().surroundings);
    expect(result.updates).toBeLessThan(learnt.updates * 0.7);
  });

  it.each([
    ['ENOSPC', 'the disk is full'],
    ['EACCES', 'the storage cannot be written'],
  ])('goes on when its state cannot be saved (%s), and warns until it can', async (errorCode, reason) => {
    let attempts = 0;
    const run = setUp({
      save: () =>
        ++attempts <= 2 ? Promise.reject(Object.assign(new Error(errorCode), { code: errorCode })) : Promise.resolve(),
    });
    const result = await fineTuneWeights(optionsOf(), run.surroundings);
    expect(result.kept).toBe(true);
    const warnings = run.told.map(({ warning }) => warning);
    expect(warnings).toContain(`Progress could not be saved: ${reason}. Training goes on.`);
    expect(attempts).toBeGreaterThan(3);
    expect(warnings.at(-1)).toBeUndefined();
  });
});
