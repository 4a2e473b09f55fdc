/**
 * How far back does a network look? The same characters are predicted from a state that was zero k characters before.
 * Where more text no longer helps, the state has forgotten, or there is nothing to remember.
 */
import type { ModelConfig } from '../../../model/config.ts';
import { OnnxCharacterModel } from '../../../runtime/onnxCharacterModel.ts';
import { ScoringSession } from '../../../runtime/trainingSession.ts';
import type { Place } from './cellTexts.ts';

export interface ContextPoint {
  /** Tokens read before the one that is scored. */
  readonly length: number;
  /** Mean negative log-likelihood, bits per token. */
  readonly bitsPerToken: number;
}

/** Places side by side. */
const batch = 32;
/** Longer contexts are read in chunks of this many tokens, so lengths are divisors or multiples of it. */
const longestChunk = 64;

/**
 * One point for each of `lengths`; every place needs that many tokens before it. Places that fill no batch are left
 * out.
 */
export async function bitsByContext(
  config: ModelConfig,
  parameters: Float32Array,
  places: readonly Place[],
  lengths: readonly number[],
): Promise<ContextPoint[]> {
  const points: ContextPoint[] = [];
  for (const length of lengths) {
    const shape = { steps: Math.min(length, longestChunk), batch };
    const session = await ScoringSession.create(config, shape, parameters, 1);
    const groups = Math.floor(places.length / batch);
    let nats = 0;
    for (let group = 0; group < groups; group++) {
      nats += await natsAfter(session, places.slice(group * batch, (group + 1) * batch), length);
    }
    await session.dispose();
    points.push({ length, bitsPerToken: nats / Math.LN2 / (groups * batch) });
  }
  return points;
}

/** Of one batch of places, each predicted from `length` tokens. */
async function natsAfter(session: ScoringSession, places: readonly Place[], length: number): Promise<number> {
  const { steps } = session.shape;
  if (length % steps !== 0) throw new RangeError(`${length} tokens cannot be read in chunks of ${steps}`);
  const tokens = new Int32Array(steps * batch);
  const targets = new Int32Array(steps * batch);
  let last: Float32Array = new Float32Array();
  session.resetStates();
  for (let from = -length; from < 0; from += steps) {
    places.forEach((place, text) => {
      for (let t = 0; t < steps; t++) {
        tokens[t * batch + text] = place.tokens[place.index + from + t] ?? 0;
        targets[t * batch + text] = place.tokens[place.index + from + t + 1] ?? 0;
      }
    });
    last = await session.run(tokens, targets);
  }
  return last.subarray(-batch).reduce((sum, value) => sum + value, 0);
}

/** The same places after all that stands before them in their documents, header included: bits per token. */
export async function bitsWithWholeContext(
  config: ModelConfig,
  parameters: Float32Array,
  places: readonly Place[],
): Promise<number> {
  const model = await OnnxCharacterModel.create(config, parameters, 'float32');
  const documents = new Set(places.map(({ tokens }) => tokens));
  let nats = 0;
  for (const tokens of documents) {
    const all = await model.score(model.initialState(), tokens);
    for (const place of places) if (place.tokens === tokens) nats += all.nats[place.index] ?? 0;
  }
  await model.dispose();
  return nats / Math.LN2 / places.length;
}
