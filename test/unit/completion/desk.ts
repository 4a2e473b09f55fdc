/** An engine with a model of known texts, and what the editor would show. */
import type { Calibration } from '../../../src/completion/choosing/calibration.ts';
import { CompletionEngine, type EngineOptions } from '../../../src/completion/completionEngine.ts';
import type { CompletionRequest } from '../../../src/completion/request.ts';
import { Vocabulary } from '../../../src/model/text/vocabulary.ts';
import { FakeClock, FakeModel, type FakeModelOptions } from '../../support/fakeModel.ts';
import { cursorIn, withGhost } from './notation.ts';

export const vocabulary = new Vocabulary();
export const never = new AbortController().signal;

export interface Desk {
  readonly model: FakeModel;
  readonly engine: CompletionEngine;
  readonly clock: FakeClock;
  readonly late: string[];
}

/** Calibration of these models, so that a new fit of the shipped one changes no test. */
export const deskCalibration: Calibration = { bias: -0.32, slope: 1.04, length: 0.3 };

/** An engine over a model that knows these texts. */
export function desk(
  texts: readonly string[],
  options: Partial<EngineOptions> = {},
  fake: FakeModelOptions = {},
): Desk {
  const clock = new FakeClock();
  const model = new FakeModel(vocabulary, texts, { ...fake, clock });
  const late: string[] = [];
  const engine = new CompletionEngine(model, vocabulary, {
    clock: clock.now,
    yieldToEventLoop: () => new Promise((resolve) => setImmediate(resolve)),
    calibration: deskCalibration,
    onLateOffer: (id) => late.push(id),
    onBackgroundError: (error) => {
      throw error;
    },
    ...options,
  });
  return { model, engine, clock, late };
}

export function request(text: string, more: Partial<CompletionRequest> = {}): CompletionRequest {
  return {
    documentId: 'a',
    languageId: 'plaintext',
    path: '',
    prefixStart: 0,
    eagerness: 'eager',
    maximumLength: 200,
    explicit: false,
    budgetMilliseconds: Infinity,
    ...cursorIn(text),
    ...more,
  };
}

/** What the editor shows for a text with a cursor. */
export async function shown(
  engine: CompletionEngine,
  text: string,
  more: Partial<CompletionRequest> = {},
): Promise<string> {
  const { offers } = await engine.complete(request(text, more), never);
  const { prefix, suffix } = cursorIn(text);
  return withGhost({ prefix, suffix: suffix.slice(offers[0]?.replaced ?? 0) }, offers[0]?.text);
}

/** What most models here know. */
export const sentence = 'const answer = compute(question);\n';
