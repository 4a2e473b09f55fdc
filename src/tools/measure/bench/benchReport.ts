/** The result of a bench: what `--json` writes, and the table for people with what is aimed at. */
import { median } from '../../../base/statistics.ts';
import { alignColumns } from '../../shared/tables.ts';
import type { DecodeMeasures } from './decodeBench.ts';
import type { JumpMeasures, TraceMeasures } from './editBench.ts';
import type { FineTuneMeasures } from './fineTuneBench.ts';
import { type HostMeasures, worstDelays } from './productBench.ts';
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
  readonly request?: RequestMeasures & Partial<JumpMeasures & TraceMeasures>;
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
interface Row {
  readonly title: string;
  readonly value: number | undefined;
  readonly unit: string;
  readonly digits: number;
  readonly target: Target | undefined;
}

interface Target {
  readonly limit: number;
  readonly least: boolean;
}

const atMost = (limit: number): Target => ({ limit, least: false });
const atLeast = (limit: number): Target => ({ limit, least: true });

function row(title: string, value: number | undefined, unit: string, digits: number, target?: Target): Row {
  return { title, value, unit, digits, target };
}

/** All lines in the order in which they are shown. Those that were not measured have no value. */
export function rowsOf(report: BenchReport): readonly Row[] {
  const { decode, read, textCache, memory, training, vsix, activation } = report;
  const bandwidth = decode && decode.readBandwidth * 1e-9;
  const { 1: oneThread, 2: twoThreads } = training?.shareOfGemmPeak ?? {};
  return [
    row('Decoding', decode?.microsecondsPerCharacter, 'µs/character', 0),
    row('  of ONNX’s GRU operator', decode?.ratioToGruOperator, '×', 2, atMost(0.3)),
    row('  of the memory’s limit', decode?.ratioToBandwidthLimit, '×', 2, atMost(2.5)),
    row('  read bandwidth, one thread', bandwidth, 'GB/s', 1),
    ...requestRows(report),
    row('Text cache of 10 MB, taken in within', textCache?.buildMilliseconds, 'ms', 0, atMost(1000)),
    row('  99 of 100 pieces within', textCache?.longestPieceMilliseconds, 'ms', 1),
    row('  memory', textCache?.megabytes, 'MB', 1, atMost(64)),
    row('  one mixed distribution', textCache?.microsecondsPerToken, 'µs/token', 1, atMost(15)),
    row('Reading', read?.charactersPerSecond, 'characters/s', 0),
    row('Training', training?.charactersPerSecond, 'characters/s', 0),
    row('  of the GEMM peak, 1 thread', oneThread, '×', 2, atLeast(0.8)),
    row('  of the GEMM peak, 2 threads', twoThreads, '×', 2, atLeast(0.65)),
    ...fineTuningRows(report),
    ...hostRows(report.host),
    row('Server memory', memory?.serverMegabytes, 'MB', 0, atMost(250)),
    row('Package', vsix?.megabytes, 'MB', 1, atMost(25)),
    row('Activation', activation?.milliseconds, 'ms', 1, atMost(50)),
  ];
}

function requestRows({ request, requestAlone }: BenchReport): readonly Row[] {
  return [
    row('Request, p50', request?.p50Milliseconds, 'ms', 2, atMost(10)),
    row('Request, p95', request?.p95Milliseconds, 'ms', 2, atMost(30)),
    row('  after a surprise, p50', request?.p50SurpriseMilliseconds, 'ms', 2),
    row('  after a surprise, p95', request?.p95SurpriseMilliseconds, 'ms', 2),
    row('  over recorded typing, p50', request?.traceP50Milliseconds, 'ms', 2, atMost(5)),
    row('  over recorded typing, p95', request?.traceP95Milliseconds, 'ms', 2, atMost(30)),
    row('  … that had the whole context', request?.traceWholeContext, '×', 2),
    row('  after a jump, p95', request?.afterJumpP95Milliseconds, 'ms', 2, atMost(30)),
    row('  … that had the whole context', request?.afterJumpWholeContext, '×', 2),
    row('  … or states from before an edit', request?.afterJumpOlderContext, '×', 2),
    row('  without text cache and live learning, p50', requestAlone?.p50Milliseconds, 'ms', 2),
    row('  without text cache and live learning, p95', requestAlone?.p95Milliseconds, 'ms', 2),
  ];
}

function fineTuningRows({ fineTuning }: BenchReport): readonly Row[] {
  return [
    row('Fine-tuning, 2 threads, all included', fineTuning?.charactersPerSecond, 'characters/s', 0),
    row('  of the GEMM peak', fineTuning?.shareOfGemmPeak, '×', 2, atLeast(0.65)),
    row('  request meanwhile, p50', fineTuning?.request.p50Milliseconds, 'ms', 2),
    row('  request meanwhile, p95', fineTuning?.request.p95Milliseconds, 'ms', 2, atMost(60)),
    row('  trainer memory', fineTuning?.trainerMegabytes, 'MB', 0, atMost(900)),
  ];
}

function hostRows(host: HostMeasures | undefined): readonly Row[] {
  const projects = Object.values(host?.projects ?? {});
  const worst = projects.length === 0 ? undefined : worstDelays(projects);
  const forks = projects.flatMap(({ forkMilliseconds }) => forkMilliseconds);
  const fork = forks.length === 0 ? undefined : median(forks);
  return [
    row('  longest delay of the host by this extension', worst?.own, 'ms', 1, atMost(20)),
    row('  longest delay of the host, of whatever cause', worst?.fineTuning, 'ms', 1),
    row('  longest delay of a host with nothing to do', worst?.idle, 'ms', 1),
    row('  delays of the host above 20 ms', worst?.fineTuningAbove20, 'times', 0),
    row('  delays with nothing to do above 20 ms', worst?.idleAbove20, 'times', 0),
    row('  fork of an empty program in the host, p50', fork, 'ms', 1),
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
export function verdict(value: number, target: Target | undefined): string {
  if (target === undefined) return '';
  const { limit, least } = target;
  const met = least ? value >= limit : value <= limit;
  return `${least ? '≥' : '≤'} ${limit}${met ? '' : ', missed'}`;
}
