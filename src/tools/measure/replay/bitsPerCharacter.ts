/**
 * How well a model predicts whole files, each read from its beginning: the sum over all files of what their characters
 * cost, divided by their number. A character is a UTF-8 byte here, the unit in which compressors are measured as well.
 */
import { LiveWeights } from '../../../completion/live/liveWeights.ts';
import type { DocumentCache } from '../../../completion/textCache/textCache.ts';
import type { CharacterModel } from '../../../model/characterModel.ts';
import { distributions } from '../../shared/distributions.ts';
import type { Vocabulary } from '../../../model/text/vocabulary.ts';
import { byteLength } from '../../../base/wtf8.ts';
import type { ReplayFile } from '../../../replay/replaySystem.ts';

/** Tokens scored in one run. */
const slice = 1024;

export interface FileCost {
  /** The header, which is known beforehand, is not counted. */
  readonly bits: number;
  /** UTF-8 bytes. */
  readonly characters: number;
}

export async function costOfFile(model: CharacterModel, vocabulary: Vocabulary, file: ReplayFile): Promise<FileCost> {
  let { state } = await model.read(model.initialState(), vocabulary.encodeHeader(file.languageId, file.path));
  const tokens = vocabulary.encode(file.text);
  let nats = 0;
  for (let start = 0; start < tokens.length; start += slice) {
    const scored = await model.score(state, tokens.subarray(start, start + slice));
    for (const value of scored.nats) nats += value;
    state = scored.state;
  }
  return { bits: nats / Math.LN2, characters: byteLength(file.text) };
}

/**
 * The same of a model with live learning and the text cache, both of which learn on the way as they do while somebody
 * types.
 */
export async function costOfMixedFile(
  model: CharacterModel,
  vocabulary: Vocabulary,
  document: DocumentCache,
  file: ReplayFile,
): Promise<FileCost> {
  const { state } = await model.read(model.initialState(), vocabulary.encodeHeader(file.languageId, file.path));
  const tokens = vocabulary.encode(file.text);
  let nats = 0;
  let index = 0;
  const live = new LiveWeights();
  for await (const { state: before, probabilities } of distributions(model, state, tokens)) {
    const token = tokens[index++] ?? 0;
    const opinion = live.learn(probabilities, model.features(before), token);
    nats -= Math.log(document.type(opinion, token));
  }
  return { bits: nats / Math.LN2, characters: byteLength(file.text) };
}

export function bitsPerCharacterOf(costs: readonly FileCost[]): number {
  const characters = costs.reduce((sum, cost) => sum + cost.characters, 0);
  const bits = costs.reduce((sum, cost) => sum + cost.bits, 0);
  return characters === 0 ? 0 : bits / characters;
}
