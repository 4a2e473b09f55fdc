/** The result of a bench: what `--json` writes, and the table for people with what is aimed at. */
import { median } from '../../../base/statistics.ts';
import { alignColumns } from '../replay/replayReport.ts';
import type { DecodeMeasures } from './decodeBench.ts';
import type { FineTuneMeasures } from './fineTuneBench.ts';
import { type HostMeasures, worstDelays } from './hostDelays.ts';
import type { ReadMeasures } from './readBench.ts';
import type { RequestMeasures } from './requestBench.ts';
import type { TextCacheMeasures } from './textCacheBench.ts';

/** Parts that were not measured in this run are absent. */
export interface BenchReport {
  readonly machine: {
    readonly processor: string;
    readonly cores: number;
    readonly node: string;
    /**
     * Processes that wanted to run, on the average of the last minute, before the bench began: more than 0.5 disturbs.
     */
    readonly loadBefore: number;
  };
  readonly model: string;
  readonly decode?: DecodeMeasures;
  readonly read?: ReadMeasures;
  readonly request?: RequestMeasures;
  /** By the model alone, with text cache and live learning off. */
  readonly requestAlone?: RequestMeasures;
  readonly textCache?: TextCacheMeasures;
  readonly memory?: { readonly serverMegabytes: number };
  readonly training?: TrainingMeasures;
  readonly fineTuning?: FineTuneMeasures;
  /** Inside a real extension host. */
  readonly host?: HostMeasures;
  readonly vsix?: { readonly megabytes: number };
  readonly activation?: { readonly milliseconds: number };
}

/** At 2 × 512, batch 32, T 64. */
interface TrainingMeasures {
  /** With two threads. */
  readonly charactersPerSecond: number;
  /** By number of threads. */
  readonly shareOfGemmPeak: Readonly<Record<string, number>>;
}

/** One line of a table: what was measured and, if it has one, its target. */
export interface Row {
  readonly title: string;
  readonly value: number | undefined;
  readonly unit: string;
  readonly digits: number;
  readonly target?: { readonly limit: number; readonly least: boolean };
}

const atMost = (limit: number) => ({ limit, least: false });
const atLeast = (limit: number) => ({ limit, least: true });

/** All lines in the order in which they are shown; those that were not measured have no value. */
export function rowsOf(report: BenchReport): readonly Row[] {
  const { decode, read, request, requestAlone, memory, training, vsix, activation } = report;
  return [
    { title: 'Decoding', value: decode?.microsecondsPerCharacter, unit: 'µs/character', digits: 0 },
    { title: '  of ONNX’s GRU operator', value: decode?.ratioToGruOperator, unit: '×', digits: 2, target: atMost(0.3) },
    {
      title: '  of the memory’s limit',
      value: decode?.ratioToBandwidthLimit,
      unit: '×',
      digits: 2,
      target: atMost(2.5),
    },
    { title: '  read bandwidth, one thread', value: scaled(decode?.readBandwidth, 1e-9), unit: 'GB/s', digits: 1 },
    { title: 'Request, p50', value: request?.p50Milliseconds, unit: 'ms', digits: 2, target: atMost(10) },
    { title: 'Request, p95', value: request?.p95Milliseconds, unit: 'ms', digits: 2, target: atMost(30) },
    { title: '  after a surprise, p50', value: request?.p50SurpriseMilliseconds, unit: 'ms', digits: 2 },
    { title: '  after a surprise, p95', value: request?.p95SurpriseMilliseconds, unit: 'ms', digits: 2 },
    {
      title: '  without text cache and live learning, p50',
      value: requestAlone?.p50Milliseconds,
      unit: 'ms',
      digits: 2,
    },
    {
      title: '  without text cache and live learning, p95',
      value: requestAlone?.p95Milliseconds,
      unit: 'ms',
      digits: 2,
    },
    ...textCacheRows(report),
    { title: 'Reading', value: read?.charactersPerSecond, unit: 'characters/s', digits: 0 },
    { title: 'Training', value: training?.charactersPerSecond, unit: 'characters/s', digits: 0 },
    {
      title: '  of the GEMM peak, 1 thread',
      value: training?.shareOfGemmPeak['1'],
      unit: '×',
      digits: 2,
      target: atLeast(0.8),
    },
    {
      title: '  of the GEMM peak, 2 threads',
      value: training?.shareOfGemmPeak['2'],
      unit: '×',
      digits: 2,
      target: atLeast(0.65),
    },
    ...fineTuningRows(report),
    { title: 'Server memory', value: memory?.serverMegabytes, unit: 'MB', digits: 0, target: atMost(250) },
    { title: 'Package', value: vsix?.megabytes, unit: 'MB', digits: 1, target: atMost(25) },
    { title: 'Activation', value: activation?.milliseconds, unit: 'ms', digits: 1, target: atMost(50) },
  ];
}

function textCacheRows({ textCache }: BenchReport): readonly Row[] {
  return [
    {
      title: 'Text cache of 10 MB, taken in within',
      value: textCache?.buildMilliseconds,
      unit: 'ms',
      digits: 0,
      target: atMost(1000),
    },
    { title: '  99 of 100 pieces within', value: textCache?.longestPieceMilliseconds, unit: 'ms', digits: 1 },
    { title: '  memory', value: textCache?.megabytes, unit: 'MB', digits: 1, target: atMost(64) },
    {
      title: '  one mixed distribution',
      value: textCache?.microsecondsPerToken,
      unit: 'µs/token',
      digits: 1,
      target: atMost(15),
    },
  ];
}

function fineTuningRows({ fineTuning, host }: BenchReport): readonly Row[] {
  return [
    {
      title: 'Fine-tuning, 2 threads, all included',
      value: fineTuning?.charactersPerSecond,
      unit: 'characters/s',
      digits: 0,
    },
    { title: '  of the GEMM peak', value: fineTuning?.shareOfGemmPeak, unit: '×', digits: 2, target: atLeast(0.65) },
    {
      title: '  request meanwhile, p50',
      value: fineTuning?.request.p50Milliseconds,
      unit: 'ms',
      digits: 2,
    },
    {
      title: '  request meanwhile, p95',
      value: fineTuning?.request.p95Milliseconds,
      unit: 'ms',
      digits: 2,
      target: atMost(60),
    },
    { title: '  trainer memory', value: fineTuning?.trainerMegabytes, unit: 'MB', digits: 0, target: atMost(900) },
    ...hostRows(host),
  ];
}

function hostRows(host: HostMeasures | undefined): readonly Row[] {
  const projects = Object.values(host?.projects ?? {});
  const worst = projects.length === 0 ? undefined : worstDelays(projects);
  const forks = projects.flatMap(({ forkMilliseconds }) => forkMilliseconds);
  return [
    {
      title: '  longest delay of the host by this extension',
      value: worst?.own,
      unit: 'ms',
      digits: 1,
      target: atMost(20),
    },
    { title: '  longest delay of the host, of whatever cause', value: worst?.fineTuning, unit: 'ms', digits: 1 },
    { title: '  longest delay of a host with nothing to do', value: worst?.idle, unit: 'ms', digits: 1 },
    { title: '  delays of the host above 20 ms', value: worst?.fineTuningAbove20, unit: 'times', digits: 0 },
    { title: '  delays with nothing to do above 20 ms', value: worst?.idleAbove20, unit: 'times', digits: 0 },
    {
      title: '  fork of an empty program in the host, p50',
      value: forks.length === 0 ? undefined : median(forks),
      unit: 'ms',
      digits: 1,
    },
  ];
}

export function textReport(report: BenchReport): string {
  const { processor, cores, node, loadBefore } = report.machine;
  const rows = rowsOf(report).flatMap(({ title, value, unit, digits, target }) =>
    value === undefined ? [] : [[title, value.toFixed(digits), unit, verdict(value, target)]],
  );
  return [
    `${processor}, ${cores} cores, Node ${node}, load before ${loadBefore.toFixed(2)}; model ${report.model}`,
    '',
    alignColumns([['', 'measured', '', 'aimed at'], ...rows]),
  ].join('\n');
}

/** The target in words, and whether it was missed; nothing without a target. */
export function verdict(value: number, target: Row['target']): string {
  if (target === undefined) return '';
  const { limit, least } = target;
  const met = least ? value >= limit : value <= limit;
  return `${least ? '≥' : '≤'} ${limit}${met ? '' : ', missed'}`;
}

function scaled(value: number | undefined, factor: number): number | undefined {
  return value === undefined ? undefined : value * factor;
}
