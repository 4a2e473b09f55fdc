/**
 * Alternatives, for when the user asks: a beam search in groups, one group for each of the likeliest first tokens, so that no
 * two alternatives begin alike. All rows are stepped in one run of the model. A hypothesis is closed by a line break; a group is
 * done when what is still open in it is three times less likely than what is closed.
 */
import type { CharacterModel, HiddenState } from '../model/characterModel.ts';
import { LINE_FEED } from '../model/tokens.ts';
import type { WrittenTokens } from './continuation.ts';

export interface BeamOptions {
  /** Groups, at most; each gets two rows. */
  readonly groups: number;
  /** Longest hypothesis, in tokens. */
  readonly maxTokens: number;
  /** A first token less likely than the likeliest one by more than this factor founds no group. */
  readonly widestRatio: number;
  /** Asked before each step; false ends the search with what there is. */
  readonly mayGoOn: () => Promise<boolean>;
}

/** Rows a group keeps. */
const groupWidth = 2;
/** How much less likely than the best closed hypothesis the open ones may be. */
const openRatio = 1 / 3;

/** A hypothesis as a chain of tokens, the last one first. */
interface Hypothesis {
  readonly parent: Hypothesis | undefined;
  readonly token: number;
  /** Of the token, given everything before it. */
  readonly probability: number;
  /** Of all tokens of the hypothesis. */
  readonly product: number;
  readonly length: number;
  /** After the token; known once the token has been stepped over. */
  state: HiddenState | undefined;
}

interface Group {
  open: Hypothesis[];
  closed: Hypothesis | undefined;
}

/**
 * The best hypothesis for each first token, the likeliest group first. `bias` (V) is added to the logits of the first token.
 * The states after the tokens are known except, perhaps, after the last one, which is therefore left out unless it is the only.
 */
export async function alternatives(
  model: CharacterModel,
  state: HiddenState,
  bias: Float32Array | undefined,
  options: BeamOptions,
): Promise<readonly WrittenTokens[]> {
  const first = masked(await model.predict(state), bias);
  const leaders = likeliest(first, options.groups);
  const least = (first[leaders[0] ?? 0] ?? 0) / options.widestRatio;
  const groups = leaders
    .filter((token) => (first[token] ?? 0) >= least)
    .map((token): Group => ({ open: [extended(undefined, token, first[token] ?? 0)], closed: undefined }));
  while (groups.some(({ open }) => open.length > 0) && (await options.mayGoOn())) {
    await stepAll(model, state, groups, options.maxTokens);
  }
  return groups.map(best).filter((written) => written !== undefined);
}

/** Reads the last token of every open hypothesis and puts its likeliest successors in its place. */
async function stepAll(
  model: CharacterModel,
  start: HiddenState,
  groups: readonly Group[],
  maxTokens: number,
): Promise<void> {
  const rows = groups.flatMap(({ open }) => open);
  const result = await model.step(
    rows.map(({ parent }) => (parent === undefined ? start : (parent.state ?? start))),
    Int32Array.from(rows, ({ token }) => token),
  );
  let row = 0;
  for (const group of groups) {
    const successors: Hypothesis[] = [];
    for (const hypothesis of group.open) {
      hypothesis.state = result.states[row];
      const next = result.probabilities[row++] ?? new Float32Array(0);
      // A line break ends a hypothesis, except the one it begins with: at the end of a line, the next line is what is asked for.
      if ((hypothesis.token === LINE_FEED && hypothesis.length > 1) || hypothesis.length >= maxTokens) {
        close(group, hypothesis);
        continue;
      }
      for (const token of likeliest(next, groupWidth)) successors.push(extended(hypothesis, token, next[token] ?? 0));
    }
    const least = (group.closed?.product ?? 0) * openRatio;
    group.open = successors
      .filter(({ product }) => product > least)
      .sort((a, b) => b.product - a.product)
      .slice(0, groupWidth);
  }
}

function close(group: Group, hypothesis: Hypothesis): void {
  if (hypothesis.product > (group.closed?.product ?? 0)) group.closed = hypothesis;
}

function extended(parent: Hypothesis | undefined, token: number, probability: number): Hypothesis {
  const product = (parent?.product ?? 1) * probability;
  return { parent, token, probability, product, length: (parent?.length ?? 0) + 1, state: undefined };
}

/** What a group has come to, as far as states are known. */
function best(group: Group): WrittenTokens | undefined {
  let hypothesis = group.closed ?? group.open[0];
  while (hypothesis !== undefined && hypothesis.state === undefined) hypothesis = hypothesis.parent;
  const tokens: number[] = [];
  const probabilities: number[] = [];
  const states: HiddenState[] = [];
  for (let node = hypothesis; node?.state !== undefined; node = node.parent) {
    tokens.unshift(node.token);
    probabilities.unshift(node.probability);
    states.unshift(node.state);
  }
  return tokens.length > 0 ? { tokens, probabilities, states } : undefined;
}

/** Indices of the `count` largest numbers, the largest first; zeros left out. */
function likeliest(probabilities: Float32Array, count: number): number[] {
  const found: number[] = [];
  for (const [token, probability] of probabilities.entries()) {
    if (probability <= 0) continue;
    let at = found.length;
    while (at > 0 && (probabilities[found[at - 1] ?? 0] ?? 0) < probability) at--;
    if (at >= count) continue;
    found.splice(at, 0, token);
    if (found.length > count) found.pop();
  }
  return found;
}

/** The distribution that results from adding a bias to the logits. */
function masked(probabilities: Float32Array, bias: Float32Array | undefined): Float32Array {
  if (bias === undefined) return probabilities;
  const result = probabilities.map((probability, token) => probability * Math.exp(bias[token] ?? 0));
  const sum = result.reduce((total, probability) => total + probability, 0);
  return sum > 0 ? result.map((probability) => probability / sum) : result;
}
