/**
 * Fine-tuning by the trainer that ships, on the sources of this project. Alone, with two threads: which share of the
 * best product of matrices does it reach, all included? Beside typing, on half the cores: how long do completions
 * take, and how much memory does it hold? The machine's speed changes, so peaks are measured in pauses of the
 * training.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { silentLogger } from '../../../base/logger.ts';
import { systemScheduler } from '../../../base/scheduler.ts';
import { median } from '../../../base/statistics.ts';
import { forkTrainer } from '../../../processes/trainerProcess.ts';
import type { TrainerClient } from '../../../processes/trainerClient.ts';
import { readCheckpoint } from '../../../runtime/checkpointFiles.ts';
import { fineTuneRecipe } from '../../../fineTuning/fineTuneRecipe.ts';
import type { FineTuneProgress } from '../../../fineTuning/fineTuneReport.ts';
import { nodeFileSystem } from '../../shared/nodeFileSystem.ts';
import { benchRequests, type RequestMeasures, residentMegabytes } from './requestBench.ts';
import { gemmPeak, operationsPerCharacter } from './trainingBench.ts';

export interface FineTuneMeasures {
  /** Tokens learnt for each second of everything: reading, training, measuring. Two threads. */
  readonly charactersPerSecond: number;
  /**
   * Operations of training and measuring for each second of everything, as a share of the best product's. Two threads.
   */
  readonly shareOfGemmPeak: number;
  /** Completions while a training is going on on half the cores. */
  readonly request: Pick<RequestMeasures, 'p50Milliseconds' | 'p95Milliseconds'>;
  /** The most that the trainer held, 10⁶ bytes; absent where there is no /proc. */
  readonly trainerMegabytes?: number;
}

const workspace = 'src';
const millisecondsBetweenPeaks = 30_000;
const seed = 1;

type OnProgress = (progress: FineTuneProgress) => void;

export interface FineTuneBenchOptions {
  readonly model: string;
  /** Of the training that is measured. */
  readonly minutes: number;
  readonly keystrokes: number;
}

export async function benchFineTuning({ model, minutes, keystrokes }: FineTuneBenchOptions): Promise<FineTuneMeasures> {
  const alone = await withTrainer((trainer, storage) => measureAlone(trainer, model, storage, minutes));
  const beside = await withTrainer((trainer, storage) => measureBeside(trainer, model, storage, keystrokes));
  return { ...alone, ...beside };
}

async function measureAlone(trainer: TrainerClient, model: string, storage: string, minutes: number) {
  const peaks = [await gemmPeak(2)];
  const started = performance.now();
  await survey(trainer);
  const reading = (performance.now() - started) / 1000;
  const tuning = tune(trainer, model, storage, { minutes, threads: 2 }, peaksMeanwhile(trainer, peaks));
  const { training } = await tuning;
  const peak = median([...peaks, await gemmPeak(2)]);
  const { manifest } = await readCheckpoint(model);
  const seconds = reading + training.seconds;
  const { workspaceStreams, replayStreams } = fineTuneRecipe;
  // Forward and backward for what is learnt. Forward alone for what is measured and for the teaching base model.
  const taught = training.characters * (replayStreams / (workspaceStreams + replayStreams));
  const operations = operationsPerCharacter(manifest.config) * (3 * training.characters + training.measured + taught);
  return { charactersPerSecond: training.characters / seconds, shareOfGemmPeak: operations / seconds / peak };
}

/** A listener for progress that pauses the training now and then and measures a peak in the pause. */
function peaksMeanwhile(trainer: TrainerClient, peaks: number[]): OnProgress {
  let last = performance.now();
  let isSampling = false;
  return ({ paused }) => {
    if (!paused) {
      if (performance.now() - last > millisecondsBetweenPeaks) trainer.notify.setPaused(true);
      return;
    }
    if (isSampling) return;
    isSampling = true;
    void gemmPeak(2).then((peak) => {
      peaks.push(peak);
      last = performance.now();
      isSampling = false;
      trainer.notify.setPaused(false);
    });
  };
}

async function measureBeside(trainer: TrainerClient, model: string, storage: string, keystrokes: number) {
  await survey(trainer);
  const cancel = new AbortController();
  let started: () => void = () => undefined;
  const beginning = new Promise<void>((resolveStarted) => {
    started = resolveStarted;
  });
  const onProgress: OnProgress = ({ training }) => {
    if (training.length > 0) started();
  };
  // Longer than typing takes. The signal ends it.
  const tuning = tune(trainer, model, storage, { minutes: 60, threads: 1 }, onProgress, cancel.signal);
  await Promise.race([beginning, tuning]);
  const { request } = await benchRequests({
    modelFolder: model,
    serverPath: join('dist', 'completionServer.js'),
    keystrokes,
    extras: true,
  });
  const trainerMegabytes = await residentMegabytes(trainer.processId, 'VmHWM');
  cancel.abort();
  await tuning.catch(() => undefined);
  const { p50Milliseconds, p95Milliseconds } = request;
  return {
    request: { p50Milliseconds, p95Milliseconds },
    ...(trainerMegabytes === undefined ? {} : { trainerMegabytes }),
  };
}

function survey(trainer: TrainerClient) {
  const request = { folders: [{ name: workspace, exclude: [] }], recent: [], commitMessages: [] };
  return trainer.request.survey(request, new AbortController().signal, () => undefined);
}

function tune(
  trainer: TrainerClient,
  model: string,
  storage: string,
  options: { readonly minutes: number; readonly threads: number },
  onProgress: OnProgress,
  signal = new AbortController().signal,
) {
  const parameters = { baseFolder: resolve(model), storageFolder: storage, seed, resume: false, ...options };
  return trainer.request.fineTune(parameters, signal, onProgress);
}

async function withTrainer<R>(work: (trainer: TrainerClient, storage: string) => Promise<R>): Promise<R> {
  const storage = await mkdtemp(join(tmpdir(), 'undercurrent-bench-'));
  const program = resolve('dist', 'trainer.js');
  const trainer = forkTrainer(program, nodeFileSystem([resolve(workspace)]), silentLogger, systemScheduler);
  try {
    return await work(trainer, storage);
  } finally {
    trainer.dispose();
    await rm(storage, { recursive: true, force: true });
  }
}
