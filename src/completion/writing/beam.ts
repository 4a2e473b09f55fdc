/**
 * A beam search in groups for the alternatives of an explicit request: one group for each of the likeliest first
 * tokens, so that no two alternatives begin alike. A line break closes a hypothesis. A group is done when its open
 * hypotheses are three times less likely than its closed one.
 */
import { LINE_FEED } from '../../model/text/tokens.ts';
import { biased, type Predictor, type WriteState, type WrittenToken } from './predictor.ts';

export interface BeamOptions {
  /** Most groups; each gets two rows. */
  readonly groups: number;
  /** Longest hypothesis, in tokens. */
  readonly maxTokens: number;
  /** A first token that is less likely than the likeliest one by this factor gets no group. */
  readonly widestRatio: number;
  /** Asked before each step; false ends the search with what there is. */
  readonly mayGoOn: () => Promise<boolean>;
}

/** Rows a group keeps. */
const groupWidth = 2;
/** Least probability of an open hypothesis, relative to the closed one. */
const openRatio = 1 / 3;

/** A chain of tokens, the last one first. */
interface Hypothesis {
  readonly parent: Hypothesis | undefined;
  readonly token: number;
  /** Of the token, given everything before it. */
  readonly probability: number;
  /** Of all tokens of the hypothesis. */
  readonly product: number;
  readonly length: number;
  /** Of the model alone, where the token was chosen. */
  readonly modelProbabilities: Float32Array | undefined;
  /** Behind the token; known after the next step. */
  after: WriteState | undefined;
}

interface Group {
  open: Hypothesis[];
  closed: Hypothesis | undefined;
}

/**
 * The best hypothesis for each first token, likeliest group first. `bias` (V) is added to the logits of the first
 * token. A last token without a state is left out.
 */
export async function alternatives(
  predictor: Predictor,
  start: WriteState,
  bias: Float32Array | undefined,
  options: BeamOptions,
): Promise<readonly (readonly WrittenToken[])[]> {
  const { probabilities, modelProbabilities } = await predictor.predict(start);
  const first = biased(probabilities, bias);
  const leaders = likeliest(first, options.groups);
  const least = first[leaders[0]] / options.widestRatio;
  const groups = leaders
    .filter((token) => first[token] >= least)
    .map((token): Group => ({
      open: [extended(undefined, token, first[token], modelProbabilities)],
      closed: undefined,
    }));
  while (groups.some(({ open }) => open.length > 0) && (await options.mayGoOn())) {
    await stepAll(predictor, start, groups, options.maxTokens);
  }
  return groups.map(best).filter((written) => written !== undefined);
}

/** Reads the last token of each open hypothesis and replaces it by its likeliest successors. */
async function stepAll(
  predictor: Predictor,
  start: WriteState,
  groups: readonly Group[],
  maxTokens: number,
): Promise<void> {
  const rows = groups.flatMap(({ open }) => open);
  const steps = await predictor.step(
    rows.map(({ parent }) => (parent === undefined ? start : (parent.after ?? start))),
    Int32Array.from(rows, ({ token }) => token),
  );
  let row = 0;
  for (const group of groups) {
    const successors: Hypothesis[] = [];
    for (const hypothesis of group.open) {
      const step = steps[row++];
      hypothesis.after = step.after;
      const { probabilities: next, modelProbabilities } = step;
      // At the end of a line, the alternative begins with a line break.
      if ((hypothesis.token === LINE_FEED && hypothesis.length > 1) || hypothesis.length >= maxTokens) {
        close(group, hypothesis);
        continue;
      }
      for (const token of likeliest(next, groupWidth))
        successors.push(extended(hypothesis, token, next[token], modelProbabilities));
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

function extended(
  parent: Hypothesis | undefined,
  token: number,
  probability: number,
  modelProbabilities: Float32Array | undefined,
): Hypothesis {
  const product = (parent?.product ?? 1) * probability;
  return {
    parent,
    token,
    probability,
    product,
    length: (parent?.length ?? 0) + 1,
    modelProbabilities,
    after: undefined,
  };
}

/** The result of a group, as far as states are known. */
function best(group: Group): readonly WrittenToken[] | undefined {
  let hypothesis = group.closed ?? group.open.at(0);
  while (hypothesis !== undefined && hypothesis.after === undefined) hypothesis = hypothesis.parent;
  const written: WrittenToken[] = [];
  for (let node = hypothesis; node?.after !== undefined; node = node.parent) {
    const { token, probability, after, modelProbabilities } = node;
    written.unshift({ token, probability, after, modelProbabilities });
  }
  return written.length === 0 ? undefined : written;
}

/** Indices of the `count` largest numbers, largest first, without zeros. */
export function likeliest(probabilities: Float32Array, count: number): number[] {
  const found: number[] = [];
  for (const [token, probability] of probabilities.entries()) {
    if (probability <= 0) continue;
    let at = found.length;
    while (at > 0 && probabilities[found[at - 1]] < probability) at--;
    if (at >= count) continue;
    found.splice(at, 0, token);
    if (found.length > count) found.pop();
  }
  return found;
}
