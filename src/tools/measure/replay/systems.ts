/**
 * The systems that are measured side by side, one definition each: what it is built of, what it offers at a setting,
 * and what a whole file costs under its distribution. A system that a run cannot build is absent from it.
 */
import { setImmediate } from 'node:timers/promises';
import type { Calibration } from '../../../completion/choosing/calibration.ts';
import { CompletionEngine, type EngineOptions } from '../../../completion/completionEngine.ts';
import type { Eagerness } from '../../../completion/request.ts';
import type { Mixture } from '../../../completion/textCache/mixture.ts';
import { type DocumentCache, TextCache } from '../../../completion/textCache/textCache.ts';
import { WorkspaceTexts } from '../../../completion/textCache/workspaceTexts.ts';
import { EngineSystem } from '../../../replay/engineSystem.ts';
import type { ReplayFile, ReplaySystem } from '../../../replay/replaySystem.ts';
import type { LoadedCharacterModel } from '../../../runtime/loadCharacterModel.ts';
import { LiveWeights } from '../../../completion/live/liveWeights.ts';
import type { CharacterModel } from '../../../model/characterModel.ts';
import type { Vocabulary } from '../../../model/text/vocabulary.ts';
import { byteLength } from '../../../base/wtf8.ts';
import { distributions } from '../../shared/distributions.ts';
import type { SystemName } from './replayReport.ts';
import { unigramModel } from './unigramModel.ts';
import { WordSuggestions } from './wordSuggestions.ts';

type Model = Pick<LoadedCharacterModel, 'model' | 'vocabulary'>;

/** All that a system may be built of. */
export interface SystemParts {
  /** The files of the workspace that are not held out. */
  readonly train: readonly ReplayFile[];
  readonly base: Model;
  readonly fineTuned: Model | undefined;
  /** What the text cache is mixed with. */
  readonly mixture: Mixture;
  /** Longest offer, in UTF-16 code units. */
  readonly maximumLength: number;
  /** Whether each file is begun with a draft. */
  readonly drafts: boolean;
  /** In place of the engine's own: to fit one, or to see what it is worth. */
  readonly calibration: Calibration | undefined;
}

export interface MeasuredSystem {
  /** What offers, at a setting. */
  readonly at: (eagerness: Eagerness) => ReplaySystem;
  /** The cost of a whole file under the system's distribution, if it has one, without other held-out files. */
  readonly cost?: (file: ReplayFile) => Promise<FileCost>;
}

export interface SystemDefinition {
  readonly name: SystemName;
  /** False for a system that offers the same at every setting. It is measured once. */
  readonly hasEagerness: boolean;
  /** `undefined` when the run lacks a part. */
  readonly build: (parts: SystemParts) => MeasuredSystem | undefined | Promise<MeasuredSystem | undefined>;
}

export const systemDefinitions: readonly SystemDefinition[] = [
  { name: 'wordBased', hasEagerness: false, build: buildWordBased },
  { name: 'cacheOnly', hasEagerness: true, build: buildCacheOnly },
  { name: 'base', hasEagerness: true, build: (parts) => modelSystem(parts.base, parts) },
  { name: 'baseCache', hasEagerness: true, build: (parts) => cachedSystem(parts.base, parts) },
  { name: 'fineTuned', hasEagerness: true, build: (parts) => parts.fineTuned && modelSystem(parts.fineTuned, parts) },
  { name: 'full', hasEagerness: true, build: (parts) => parts.fineTuned && cachedSystem(parts.fineTuned, parts) },
];

function buildWordBased({ train }: SystemParts): MeasuredSystem {
  const system = new WordSuggestions(train);
  return { at: () => system };
}

/** A model behind the engine that the editor uses; `options` are added to those of the engine. */
function modelSystem(
  { model, vocabulary }: Model,
  { maximumLength, drafts, calibration }: SystemParts,
  options: Partial<EngineOptions> = {},
  save: (file: ReplayFile) => void = () => undefined,
): MeasuredSystem {
  const engine = new CompletionEngine(model, vocabulary, {
    clock: () => performance.now(),
    yieldToEventLoop: () => setImmediate(),
    ...options,
    ...(calibration === undefined ? {} : { calibration }),
  });
  return {
    at: (eagerness) => new EngineSystem(engine, { eagerness, maximumLength, drafts, save }),
    cost: (file) => costOfFile(model, vocabulary, file),
  };
}

/** The texts of the workspace, without a model that has learnt a language. */
function buildCacheOnly(parts: SystemParts): MeasuredSystem {
  const { vocabulary } = parts.base;
  const texts = parts.train.map(({ text }) => text);
  return cachedSystem({ model: unigramModel(vocabulary, texts), vocabulary }, parts);
}

/**
 * The same with live learning and the text cache, which holds the training files, and of the file that is typed what
 * has been typed.
 */
function cachedSystem({ model, vocabulary }: Model, parts: SystemParts): MeasuredSystem {
  const workspace = new WorkspaceTexts(vocabulary);
  const put = ({ path, languageId, text }: ReplayFile): void => {
    workspace.put({ name: path, languageId, text });
  };
  const takeIn = (): void => {
    while (workspace.work(1 << 16));
  };
  for (const file of parts.train) put(file);
  takeIn();
  const textCache = new TextCache(vocabulary, workspace, parts.mixture);
  return {
    ...modelSystem({ model, vocabulary }, parts, { textCache, liveLearning: true }, (file) => {
      put(file);
      takeIn();
    }),
    cost: (file) => costOfMixedFile(model, vocabulary, textCache.open(file.path, file.languageId), file),
  };
}

/** Tokens scored in one run. */
const slice = 1024;

export interface FileCost {
  /** The header, which is known beforehand, is not counted. */
  readonly bits: number;
  /** UTF-8 bytes. */
  readonly characters: number;
}

async function costOfFile(model: CharacterModel, vocabulary: Vocabulary, file: ReplayFile): Promise<FileCost> {
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
 * The same of a model with live learning and the text cache. Both learn on the way, as they do while a user types.
 */
async function costOfMixedFile(
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
