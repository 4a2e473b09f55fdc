/**
 * Answers what the model expects at one place and what its states are. It shares model and turns with the completion
 * engine and works in the background. It keeps a path of its own through the explored document, so the engine's path
 * stays where the user types.
 */
import type { CharacterModel, HiddenState } from '../../model/characterModel.ts';
import type { Vocabulary } from '../../model/text/vocabulary.ts';
import { firstTokenBias, tokensForTypedIndentation } from '../writing/continuation.ts';
import { endsInsideCodePoint } from '../reading/documentText.ts';
import { DocumentStates } from '../documentStates.ts';
import { defaultLimits } from '../limits.ts';
import { biased, MixedPredictor, ModelPredictor, type Predictor, type WriteState } from '../writing/predictor.ts';
import { Reader } from '../reading/reader.ts';
import { ReadPath, type ReadPosition } from '../reading/readPath.ts';
import type { DocumentPosition } from '../request.ts';
import type { DocumentCache } from '../textCache/textCache.ts';
import type { MayGoOn, Turns } from '../turns.ts';
import { choiceOf, entropyOf, likeliestTokens } from './choices.ts';
import { type LineTokens, lineTokens, type Stretch, stretchAt } from './lineColumns.ts';
import type { Alternative, Choice, Exploration, ExploreRequest } from './request.ts';

const mostAlternatives = 12;

/** Most tokens of a character after its first. */
const longestRest = 3;

/** The parts of a `HiddenState`: layer by layer, of each its parts, of each H numbers. */
export interface StateShape {
  readonly layers: number;
  /** H. */
  readonly units: number;
  /** 2 for a cell that carries more than its output; the output comes first. */
  readonly parts: number;
}

export interface ExplorerOptions {
  readonly shape: StateShape;
  readonly turns: Turns;
  /** Milliseconds since an arbitrary moment. */
  readonly clock: () => number;
  /** The text cache of a document; `undefined` without one. */
  readonly cacheOf: (position: DocumentPosition) => DocumentCache | undefined;
}

interface Explored {
  readonly documentId: string;
  readonly states: DocumentStates;
  /** A copy of the text cache, for other places than the cursor of the completions. */
  cache: { readonly of: DocumentCache; readonly beside: DocumentCache } | undefined;
}

const key = 'explore';

export class Explorer {
  readonly #reader: Reader;
  #explored: Explored | undefined;

  constructor(
    private readonly model: CharacterModel,
    private readonly vocabulary: Vocabulary,
    private readonly options: ExplorerOptions,
  ) {
    this.#reader = new Reader(options.clock, defaultLimits.readSlice);
  }

  /**
   * What may come next at a place, and the states along its line. `undefined` when cancelled or replaced, and inside a
   * character. Rejects when the native library fails.
   */
  async explore(request: ExploreRequest, signal: AbortSignal): Promise<Exploration | undefined> {
    const explored = this.#open(request);
    const text = explored.states.place(request, defaultLimits.maximumContext);
    if (endsInsideCodePoint(text) || signal.aborted) return undefined;
    const explore = (mayGoOn: MayGoOn) => this.#explore(explored, text, request, mayGoOn);
    return await this.options.turns.background(key, explore, signal);
  }

  /** In bytes. */
  get memory(): number {
    return (this.#explored?.states.bytes ?? 0) + (this.#explored?.cache?.beside.bytes ?? 0);
  }

  closeDocument(documentId: string): void {
    if (this.#explored?.documentId === documentId) this.close();
  }

  close(): void {
    this.options.turns.drop(key);
    this.#explored = undefined;
  }

  #open({ documentId, languageId, path }: DocumentPosition): Explored {
    const known = this.#explored;
    const isSame =
      known?.documentId === documentId && known.states.languageId === languageId && known.states.path === path;
    const explored = isSame ? known : { documentId, states: new DocumentStates(languageId, path), cache: undefined };
    this.#explored = explored;
    return explored;
  }

  /** `undefined` when it has to stop. */
  async #explore(
    explored: Explored,
    text: string,
    request: ExploreRequest,
    mayGoOn: MayGoOn,
  ): Promise<Exploration | undefined> {
    const whole = stretchAt(text, request.restOfLine);
    const path = await this.#pathTo(explored, text.slice(0, whole.start));
    if (!(await this.#reader.readTo(path, text.slice(0, whole.start), mayGoOn))) return undefined;
    const { head } = path;
    // A stretch that begins inside indentation has no characters to show: the line has hundreds of spaces.
    const isInside = (head.encoder.pendingIndentation ?? '') !== '';
    const stretch: Stretch = isInside ? { start: whole.start, before: whole.before, behind: '' } : whole;
    const line = lineTokens(head.encoder, stretch);
    const kept = await this.#read(head.state, line, mayGoOn);
    if (kept === undefined) return undefined;
    const cursor: ReadPosition = {
      offset: text.length,
      tokenCount: head.tokenCount + line.tokensBefore,
      encoder: line.encoder,
      state: line.tokensBefore === 0 ? head.state : (kept[line.columnsBefore - 1] ?? head.state),
    };
    const columns = isInside ? [] : line.columns;
    const { layers, units } = this.options.shape;
    return {
      columns,
      cursor: isInside ? 0 : line.columnsBefore,
      layers,
      units,
      ...stateBytes(kept.slice(0, columns.length), this.options.shape),
      ...(await this.#outlook(explored, text, request, cursor, line)),
    };
  }

  /** The states after each column, in slices. */
  async #read(
    start: HiddenState,
    { tokens, ends }: LineTokens,
    mayGoOn: MayGoOn,
  ): Promise<readonly HiddenState[] | undefined> {
    const kept: HiddenState[] = [];
    let state = start;
    for (let from = 0; from < tokens.length; from += defaultLimits.readSlice) {
      if (!(await mayGoOn())) return undefined;
      const slice = tokens.subarray(from, from + defaultLimits.readSlice);
      const keepAt = ends.map((end) => end - 1 - from).filter((index) => index >= 0 && index < slice.length);
      const read = await this.model.read(state, slice, keepAt);
      kept.push(...read.kept);
      state = read.state;
    }
    return kept;
  }

  /** A copy for a place in the middle, so that the states behind it stay. */
  async #pathTo({ states }: Explored, text: string): Promise<ReadPath> {
    const start = await states.start(this.model, this.vocabulary);
    states.text.paths.full ??= new ReadPath(this.model, start);
    const { full } = states.text.paths;
    return full.commonWith(text) === text.length ? full.copy() : full;
  }

  /** The distributions behind the cursor, and what really follows. */
  async #outlook(
    explored: Explored,
    text: string,
    request: DocumentPosition,
    cursor: ReadPosition,
    line: LineTokens,
  ): Promise<Pick<Exploration, 'alternatives' | 'actual' | 'entropy'>> {
    const cache = this.#cacheAt(explored, text, request);
    const predictor = cache === undefined ? new ModelPredictor(this.model) : new MixedPredictor(this.model, { cache });
    // Whitespace that no single token stands for is read first.
    const forced = tokensForTypedIndentation(cursor.encoder);
    const at = await this.#behind(predictor, predictor.startAt(cursor.state), forced);
    const { probabilities, modelProbabilities } = await predictor.predict(at);
    const bias = firstTokenBias(cursor.encoder, this.vocabulary.size);
    const alone = biased(modelProbabilities ?? probabilities, bias);
    const cached = cache === undefined ? undefined : biased(probabilities, bias);
    const typed = cursor.encoder.pendingIndentation ?? '';
    const describe = async (token: number): Promise<Alternative> => {
      const choice = await this.#withLikeliest(choiceOf(token, cursor.encoder.indentation, typed), at.state);
      return { choice, alone: alone[token], ...(cached === undefined ? {} : { cached: cached[token] }) };
    };
    const alternatives: Alternative[] = [];
    for (const token of likeliestTokens(alone, cached ?? alone, mostAlternatives))
      alternatives.push(await describe(token));
    const following = line.tokens.subarray(line.tokensBefore);
    const actual = forced.every((token, index) => following[index] === token) ? following[forced.length] : undefined;
    return {
      alternatives,
      ...(actual === undefined ? {} : { actual: await describe(actual) }),
      entropy: { alone: entropyOf(alone), ...(cached === undefined ? {} : { cached: entropyOf(cached) }) },
    };
  }

  #cacheAt(explored: Explored, text: string, request: DocumentPosition): DocumentCache | undefined {
    const of = this.options.cacheOf(request);
    if (of === undefined) explored.cache = undefined;
    else if (explored.cache?.of !== of) explored.cache = { of, beside: of.beside() };
    explored.cache?.beside.follow(text);
    return explored.cache?.beside;
  }

  async #behind(predictor: Predictor, before: WriteState, tokens: readonly number[]): Promise<WriteState> {
    if (tokens.length === 0) return before;
    const { kept } = await this.model.read(before.state, Int32Array.from(tokens), [...tokens.keys()]);
    return tokens.reduce((at, token, index) => predictor.behind(at, token, kept[index]), before);
  }

  /** Adds the likeliest character to the first byte of one. */
  async #withLikeliest(choice: Choice, state: HiddenState): Promise<Choice> {
    if (choice.kind !== 'byte' || choice.range === undefined) return choice;
    const firstBias = new Float32Array(this.vocabulary.size).fill(-1e9);
    firstBias[choice.byte] = 0;
    const request = { state, maxTokens: 1 + longestRest, firstBias, minimumProbability: 0 };
    const { tokens } = await this.model.decode(request);
    const decoder = this.vocabulary.decoder();
    for (const token of tokens) {
      const character = decoder.push(token);
      // Broken bytes become a replacement character.
      if (character !== '') return { ...choice, likeliest: character.startsWith('\uFFFD') ? undefined : character };
    }
    return choice;
  }
}

/**
 * The outputs of all layers, (states, layers, H), as signed bytes in base64, and the value of 127. Eight bits are
 * enough for a shade of colour.
 */
function stateBytes(
  states: readonly HiddenState[],
  { layers, units, parts }: StateShape,
): { readonly states: string; readonly largest: number } {
  const outputs = states.flatMap((state) =>
    Array.from({ length: layers }, (_, layer) => state.subarray(layer * parts * units, layer * parts * units + units)),
  );
  // Most cells stay within ±1, so lines are comparable.
  const largest = outputs.reduce((most, output) => output.reduce((m, value) => Math.max(m, Math.abs(value)), most), 1);
  const bytes = new Int8Array(outputs.length * units);
  for (const [row, output] of outputs.entries())
    for (const [unit, value] of output.entries()) bytes[row * units + unit] = Math.round((127 * value) / largest);
  return { states: Buffer.from(bytes.buffer).toString('base64'), largest };
}
