/** A trainer that a test controls. */
import { UserError } from '../../src/base/userError.ts';
import type { TrainerClient } from '../../src/processes/trainerClient.ts';
import type {
  FineTuneParameters,
  FineTuneProgress,
  FineTuneReport,
  SurveyRequest,
  SurveySummary,
} from '../../src/processes/contracts.ts';
import { sampleSurvey } from './fineTuneReports.ts';

export class FakeTrainer implements TrainerClient {
  readonly request = this;
  readonly notify = this;
  readonly processId = 7;
  hasEnded = false;
  isDisposed = false;
  /** Does not end when cancelled. */
  isDeaf = false;
  readonly pauses: boolean[] = [];
  surveyed: SurveyRequest | undefined;
  parameters: FineTuneParameters | undefined;
  tell: (progress: FineTuneProgress) => void = () => undefined;
  finish: (report: FineTuneReport) => void = () => undefined;
  #fail: (error: Error) => void = () => undefined;

  heartbeat(): Promise<void> {
    return Promise.resolve();
  }

  survey(request: SurveyRequest, signal: AbortSignal): Promise<SurveySummary> {
    signal.throwIfAborted();
    this.surveyed = request;
    return Promise.resolve(sampleSurvey);
  }

  fineTune(
    parameters: FineTuneParameters,
    signal: AbortSignal,
    onProgress: (progress: FineTuneProgress) => void,
  ): Promise<FineTuneReport> {
    this.parameters = parameters;
    this.tell = onProgress;
    return new Promise((resolve, reject) => {
      this.finish = resolve;
      this.#fail = reject;
      signal.addEventListener('abort', () => {
        if (!this.isDeaf) reject(signal.reason as Error);
      });
    });
  }

  fail(error: Error): void {
    this.#fail(error);
  }

  /** As by SIGKILL. */
  die(): void {
    this.hasEnded = true;
    this.#fail(new UserError('The process that fine-tunes ended unexpectedly (SIGKILL).', 'Start again.'));
  }

  setPaused(paused: boolean): void {
    this.pauses.push(paused);
  }

  inspect(): never {
    throw new Error('Not expected.');
  }

  transfer(): never {
    throw new Error('Not expected.');
  }

  dispose(): void {
    this.isDisposed = true;
  }
}
