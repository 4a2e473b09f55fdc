/** The result of a bench of cells: what `--json` writes, and the tables of it, for people and for documents. */
import type { CellKind, ModelConfig } from '../../../model/config.ts';
import { alignColumns } from '../../shared/tables.ts';
import type { ReadingPoint } from './cellSpeed.ts';
import type { CurvePoint } from './cellTraining.ts';
import type { ContextPoint } from './contextLength.ts';

export interface CellsReport {
  readonly machine: { readonly processor: string; readonly cores: number; readonly node: string };
  readonly setup: CellsSetup;
  readonly cells: readonly CellResult[];
  /** The cell that ships, trained with gradients that reach back over other numbers of steps. */
  readonly truncations: readonly TruncationResult[];
}

interface CellsSetup {
  /** Tokens read in training; a token stands for so many bytes of held-out text. */
  readonly tokens: number;
  readonly charactersPerToken: number;
  readonly heldOutCharacters: number;
  readonly steps: number;
  readonly batch: number;
  readonly layers: number;
  readonly seed: number;
  /** Places of text over which gradients and contexts are averaged. */
  readonly gradientPlaces: number;
  readonly contextPlaces: number;
}

export interface CellResult {
  readonly cell: CellKind;
  readonly config: ModelConfig;
  readonly parameters: number;
  readonly rate: number;
  readonly curve: readonly CurvePoint[];
  /** 8-bit weights, in the runtime that is shipped. */
  readonly microsecondsPerCharacter: number;
  /** What reading on costs in a text that grows. */
  readonly reading: readonly ReadingPoint[];
  /** ‖∂L_t/∂s_{t−k}‖ for k = 1, 2, …, nats per unit of state, mean over places. */
  readonly gradientNorms: { readonly untrained: readonly number[]; readonly trained: readonly number[] };
  readonly context: readonly ContextPoint[];
  /** Each document read from its beginning. */
  readonly wholeContextBitsPerToken: number;
  /** A network of this cell with as many parameters as the model that ships. */
  readonly shippedSize: {
    readonly hiddenSize: number;
    readonly parameters: number;
    readonly microsecondsPerCharacter: number;
    readonly trainedTokensPerSecond: number;
  };
}

export interface TruncationResult {
  readonly steps: number;
  readonly batch: number;
  readonly curve: readonly CurvePoint[];
  readonly context: readonly ContextPoint[];
  readonly wholeContextBitsPerToken: number;
}

/** A table: head, then rows; the first column is text. */
export interface Table {
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

export const cellTitles: Readonly<Record<CellKind, string>> = {
  rnn: 'RNN',
  lstm: 'LSTM',
  gru: 'GRU',
  mingru: 'minGRU',
};

/** Tokens a second of the processor's time, over a whole training. */
export function tokensPerSecond(curve: readonly CurvePoint[]): number {
  const last = curve.at(-1);
  return last === undefined || last.seconds === 0 ? NaN : last.tokens / last.seconds;
}

/** Bits per character after so many seconds, between the points of a curve; `undefined` outside of it. */
export function bitsAfter(curve: readonly CurvePoint[], seconds: number): number | undefined {
  const next = curve.findIndex((point) => point.seconds >= seconds);
  const [before, after] = [curve[next - 1], curve[next]];
  if (before === undefined || after === undefined) return undefined;
  const share = (seconds - before.seconds) / (after.seconds - before.seconds);
  return before.bitsPerCharacter + share * (after.bitsPerCharacter - before.bitsPerCharacter);
}

/**
 * The least steps back at which a gradient has fallen below a share of that at one step; `undefined` when it does not.
 */
export function fallsBelow(norms: readonly number[], share: number): number | undefined {
  const index = norms.findIndex((norm) => norm < share * (norms[0] ?? 0));
  return index < 0 ? undefined : index + 1;
}

export function lastBits(curve: readonly CurvePoint[]): number {
  return curve.at(-1)?.bitsPerCharacter ?? NaN;
}

/** Equal parameters, equal text: what comes out, and what it costs. */
function summaryTable(report: CellsReport): Table {
  // The time that the quickest took for the whole text.
  const equalTime = Math.min(...report.cells.map(({ curve }) => curve.at(-1)?.seconds ?? Infinity));
  const [title, shipped] = [`after ${equalTime.toFixed(0)} s`, 'at the shipped size:'];
  return {
    head: ['', 'units', 'parameters', 'rate', 'bits/char', title, 'tokens/s', 'µs/char', `${shipped} µs/char`, 'tokens/s'],
    rows: report.cells.map(({ cell, config, parameters, rate, curve, microsecondsPerCharacter, shippedSize }) => [
      cellTitles[cell],
      `${config.layers} × ${config.hiddenSize}`,
      String(parameters),
      String(rate),
      lastBits(curve).toFixed(3),
      bitsAfter(curve, equalTime)?.toFixed(3) ?? '–',
      tokensPerSecond(curve).toFixed(0),
      microsecondsPerCharacter.toFixed(0),
      shippedSize.microsecondsPerCharacter.toFixed(0),
      shippedSize.trainedTokensPerSecond.toFixed(0),
    ]),
  }; // prettier-ignore
}

const distances = [1, 4, 16, 64, 128, 256];

function gradientTable({ cells }: CellsReport): Table {
  const reached = distances.filter((k) => k <= (cells[0]?.gradientNorms.trained.length ?? 0));
  return {
    head: ['‖∂L_t/∂s_{t−k}‖', ...reached.map((k) => `k = ${k}`), 'below 1 % at k ='],
    rows: cells.flatMap(({ cell, gradientNorms }) =>
      (['untrained', 'trained'] as const).map((when) => [
        `${cellTitles[cell]}, ${when}`,
        ...reached.map((k) => (gradientNorms[when][k - 1] ?? NaN).toExponential(1)),
        String(fallsBelow(gradientNorms[when], 0.01) ?? '–'),
      ]),
    ),
  };
}

/** Bits per character by length of context; `titles` names the rows. */
function contextTable(
  rows: readonly Pick<CellResult, 'context' | 'wholeContextBitsPerToken'>[],
  titles: readonly string[],
  charactersPerToken: number,
): Table {
  const lengths = rows[0]?.context.map(({ length }) => String(length)) ?? [];
  return {
    head: ['tokens read', ...lengths, 'all'],
    rows: rows.map(({ context, wholeContextBitsPerToken }, index) => [
      titles[index] ?? '',
      ...[...context.map(({ bitsPerToken }) => bitsPerToken), wholeContextBitsPerToken].map((bits) =>
        (bits / charactersPerToken).toFixed(3),
      ),
    ]),
  };
}

function readingTable({ cells }: CellsReport): Table {
  const lengths = cells[0]?.reading.map(({ length }) => `after ${length.toLocaleString('en')}`) ?? [];
  return {
    head: ['µs per token read', ...lengths],
    rows: cells.map(({ cell, reading }) => [
      cellTitles[cell],
      ...reading.map(({ microsecondsPerToken }) => microsecondsPerToken.toFixed(1)),
    ]),
  };
}

function truncationTable({ truncations }: CellsReport): Table {
  return {
    head: ['', 'texts side by side', 'bits/char', 'tokens/s'],
    rows: truncations.map(({ steps, batch, curve }) => [
      `T = ${steps}`,
      String(batch),
      lastBits(curve).toFixed(3),
      tokensPerSecond(curve).toFixed(0),
    ]),
  };
}

/** All tables with their titles, in the order in which they are shown. */
export function tablesOf(report: CellsReport): readonly (readonly [string, Table])[] {
  const { cells, truncations, setup } = report;
  const context = contextTable(cells, cells.map(({ cell }) => cellTitles[cell]), setup.charactersPerToken); // prettier-ignore
  const byTruncation = contextTable(truncations, truncations.map(({ steps }) => `T = ${steps}`), setup.charactersPerToken); // prettier-ignore
  return [
    ['Four cells, equal parameters, the same text', summaryTable(report)],
    ['Gradient of the loss by the state k tokens before', gradientTable(report)],
    ['Bits per character when only the last tokens were read', context],
    ['Reading on in one text of so many tokens, with 8-bit weights', readingTable(report)],
    ['The GRU, trained with gradients over T steps', truncationTable(report)],
    ['… and what it makes of longer contexts', byTruncation],
  ];
}

/** How the numbers came about, printed with them. */
export function methodOf({ machine, setup }: CellsReport): readonly string[] {
  return [
    `${machine.processor}, ${machine.cores} cores, Node ${machine.node}; training on one thread, seconds are the processor’s.`,
    `${setup.tokens} tokens of the corpus in the same order (seed ${setup.seed}), ${setup.batch} texts × ${setup.steps} steps, ${setup.layers} layers; constant rate, moving average measured.`,
    `Held out: ${setup.heldOutCharacters} bytes of other packages, ${setup.charactersPerToken.toFixed(2)} bytes a token. Bits per character are per byte.`,
    `Gradients: mean norm over ${setup.gradientPlaces} places, of the loss of one token, by the whole state carried (h, and c of an LSTM). Contexts: ${setup.contextPlaces} places.`,
  ];
}

export function textReport(report: CellsReport): string {
  return [
    ...tablesOf(report).flatMap(([title, { head, rows }]) => [title, '', alignColumns([head, ...rows]), '']),
    ...methodOf(report),
  ].join('\n');
}
