/**
 * Reverse-mode differentiation: walks the graph backwards from a scalar loss and applies each operator's gradient rule.
 * A recurrent weight is used at every step. Its gradient Σ_t g_t·x_tᵀ is computed as [g_1 … g_T]·[x_1 … x_T]ᵀ, one
 * large Gemm instead of T small ones and T additions.
 */
import { type Contribution, gradientRules } from './gradientRules.ts';
import type { GraphBuilder } from './graphBuilder.ts';
import { GraphError, type Node, type Value, attributeOf, describe, fixedDimension } from './value.ts';

interface Gathered {
  readonly outer: { gradient: Value; other: Value }[];
  readonly rows: Value[];
}

/** Gradients so far, by the name of the value: direct sums, and uses of leaves that are gathered. */
interface Sums {
  readonly direct: Map<string, Value>;
  readonly gathered: Map<string, Gathered>;
}

/**
 * Adds the gradients of `loss` (one element) with respect to each of `parameters` to the graph and returns them in that
 * order. @throws GraphError when an operator on the way has no gradient rule, or when a parameter does not reach the
 * loss.
 */
export function differentiate(graph: GraphBuilder, loss: Value, parameters: readonly Value[]): Value[] {
  const forward = [...graph.nodes];
  const active = activeValues(forward, parameters);
  const sums: Sums = { direct: new Map([[loss.name, onesLike(graph, loss)]]), gathered: new Map() };

  for (const node of forward.reverse()) {
    const dy = node.outputs.map((output) => sums.direct.get(output.name));
    if (dy.every((gradient) => gradient === undefined)) continue;
    if (!node.outputs.some((output) => active.has(output.name))) continue;
    contributionsOf(graph, node, dy).forEach((contribution, index) => {
      const input = node.inputs[index];
      if (input === undefined || contribution === undefined || !active.has(input.name)) return;
      accumulate(graph, sums, input, contribution);
    });
  }

  return parameters.map((parameter) => {
    const gradient = total(graph, sums.direct.get(parameter.name), sums.gathered.get(parameter.name));
    if (gradient === undefined) throw new GraphError(`${describe(parameter)} does not reach the loss`);
    return gradient;
  });
}

/** Names of all values that depend on a parameter. */
function activeValues(nodes: readonly Node[], parameters: readonly Value[]): ReadonlySet<string> {
  const active = new Set(parameters.map((parameter) => parameter.name));
  for (const node of nodes) {
    if (node.inputs.some((input) => input !== undefined && active.has(input.name))) {
      for (const output of node.outputs) active.add(output.name);
    }
  }
  return active;
}

function onesLike(graph: GraphBuilder, loss: Value): Value {
  if (loss.shape.some((dimension) => dimension !== 1)) throw new GraphError(`${describe(loss)} is no scalar loss`);
  return graph.constant(
    Float32Array.of(1),
    loss.shape.map(() => 1),
    'seed',
  );
}

function contributionsOf(graph: GraphBuilder, node: Node, dy: readonly (Value | undefined)[]): readonly Contribution[] {
  const rule = gradientRules[node.operator];
  if (rule === undefined) throw new GraphError(`${node.operator} has no gradient rule`);
  return rule(graph, node, dy);
}

function accumulate(
  graph: GraphBuilder,
  { direct, gathered }: Sums,
  input: Value,
  contribution: NonNullable<Contribution>,
): void {
  const soFar = direct.get(input.name);
  const isLeaf = graph.producerOf(input) === undefined;
  if (typeof contribution === 'function') {
    direct.set(input.name, contribution(soFar));
  } else if (!('kind' in contribution)) {
    direct.set(input.name, soFar === undefined ? contribution : graph.add(soFar, contribution));
  } else if (isLeaf) {
    const uses = gathered.get(input.name) ?? { outer: [], rows: [] };
    gathered.set(input.name, uses);
    if (contribution.kind === 'outer') uses.outer.push(contribution);
    else uses.rows.push(contribution.gradient);
  } else {
    const outer = contribution.kind === 'outer' ? [contribution] : [];
    const rows = contribution.kind === 'rows' ? [contribution.gradient] : [];
    const sum = total(graph, soFar, { outer, rows });
    if (sum !== undefined) direct.set(input.name, sum);
  }
}

/**
 * The direct gradient, plus one Gemm over all gathered uses (in forward order), plus one row sum over all gathered
 * additions.
 */
function total(graph: GraphBuilder, direct: Value | undefined, uses: Gathered | undefined): Value | undefined {
  let sum = direct;
  if (uses !== undefined && uses.outer.length > 0) {
    const inOrder = uses.outer.toReversed();
    const gradient = sideBySide(
      graph,
      inOrder.map((use) => use.gradient),
    );
    const other = sideBySide(
      graph,
      inOrder.map((use) => use.other),
    );
    sum = graph.gemm(gradient, graph.transpose(other), sum);
  }
  if (uses !== undefined && uses.rows.length > 0) {
    const rowSum = graph.reduceSum(graph.concat(uses.rows.toReversed(), 1), 1);
    sum = sum === undefined ? rowSum : graph.add(sum, rowSum);
  }
  return sum;
}

/**
 * Matrices side by side, for a Gemm that sums over all their columns. Rows a multiple of 4 KiB apart share few cache
 * lines and evict each other, which costs such a Gemm a tenth of its speed. Columns of zeros change the distance.
 */
function sideBySide(graph: GraphBuilder, matrices: readonly Value[]): Value {
  const pieces = matrices.flatMap((matrix) => piecesOf(graph, matrix));
  const columns = pieces.reduce((sum, piece) => sum + fixedDimension(piece, 1), 0);
  if (columns % 1024 !== 0) return graph.concat(pieces, 1);
  return graph.concat([...pieces, graph.zeros([fixedDimension(pieces[0], 0), 16])], 1);
}

/** The pieces that a matrix was concatenated from, so that they are not copied twice. */
function piecesOf(graph: GraphBuilder, matrix: Value): readonly Value[] {
  const producer = graph.producerOf(matrix);
  const axis = producer?.operator === 'Concat' ? attributeOf(producer, 'axis') : undefined;
  if (producer === undefined || axis?.value !== 1) return [matrix];
  return producer.inputs.filter((input) => input !== undefined);
}
