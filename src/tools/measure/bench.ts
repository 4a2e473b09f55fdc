/**
 * `npm run bench`: what the parts cost on this machine, and how that compares with its limits.
 *
 *   --json FILE     the result as JSON
 *   --model DIR     models/base by default
 *   --only decode,read,request,textCache,training,fineTuning,host,vsix,activation   some parts only
 *   --trace FILE    recorded typing for the requests; a short recording by default
 *   --quick         fewer rounds: a look, not a measurement
 */
import { writeFile } from 'node:fs/promises';
import { availableParallelism, cpus, loadavg } from 'node:os';
import { join } from 'node:path';
import { readCheckpoint } from '../../runtime/checkpointFiles.ts';
import { textReport, type BenchReport } from './bench/benchReport.ts';
import { benchJumps, benchTrace } from './bench/editBench.ts';
import { benchDecoding } from './bench/decodeBench.ts';
import { activationMilliseconds, hostDelays, packageMegabytes, runProgram } from './bench/productBench.ts';
import { benchFineTuning } from './bench/fineTuneBench.ts';
import { benchReading } from './bench/readBench.ts';
import { benchRequests } from './bench/requestBench.ts';
import { benchTextCache } from './bench/textCacheBench.ts';
import { benchTraining } from './bench/trainingBench.ts';
import { readTrace } from './edits/trace.ts';
import { type Options, parseOptions, someOf } from '../shared/options.ts';

const partNames = [
  'decode',
  'read',
  'request',
  'textCache',
  'training',
  'fineTuning',
  'host',
  'vsix',
  'activation',
] as const;
type PartName = (typeof partNames)[number];

const defaults = {
  json: undefined,
  model: 'models/base',
  only: someOf(partNames),
  trace: join('test', 'fixtures', 'typing', 'skiplist.json.gz'),
  quick: false,
};

type Plan = Options<typeof defaults>;

/** Builds the programs that ship from the present sources. */
async function buildPrograms(): Promise<void> {
  await runProgram('src/tools/launch.mjs', 'build', '--production');
}

type Part = (plan: Plan) => Promise<Partial<BenchReport>>;

const parts: Readonly<Record<PartName, Part>> = {
  decode: async ({ model, quick }) => ({ decode: await benchDecoding(model, quick ? 50 : 500) }),
  read: async ({ model, quick }) => ({ read: await benchReading(model, quick ? 10 : 60) }),
  request: async ({ model, quick, trace }) => {
    await buildPrograms();
    const bench = { modelFolder: model, serverPath: join('dist', 'completionServer.js'), keystrokes: quick ? 40 : 400 };
    const { request, serverMegabytes } = await benchRequests({ ...bench, extras: true });
    const { request: requestAlone } = await benchRequests({ ...bench, extras: false });
    const own = { ...bench, extras: true };
    const jumps = await benchJumps(own, quick ? 10 : 40);
    const recorded = { path: 'src/skiplist.rs', languageId: 'rust' };
    const document = await readTrace(trace, recorded, { from: 0, to: quick ? 200 : Infinity });
    const edits = { ...jumps, ...(await benchTrace(own, document)) };
    return {
      request: { ...request, ...edits },
      requestAlone,
      ...(serverMegabytes === undefined ? {} : { memory: { serverMegabytes } }),
    };
  },
  textCache: async ({ model, quick }) => ({ textCache: await benchTextCache(model, quick ? 2_000 : 20_000) }),
  training: async () => {
    // One after the other: the spinning threads of two sessions slow each other down.
    const one = await benchTraining(1);
    const two = await benchTraining(2);
    const shareOfGemmPeak = { 1: one.shareOfGemmPeak, 2: two.shareOfGemmPeak };
    return { training: { charactersPerSecond: two.charactersPerSecond, shareOfGemmPeak } };
  },
  fineTuning: async ({ model, quick }) => {
    await buildPrograms();
    const options = quick ? { minutes: 0.5, keystrokes: 40 } : { minutes: 10, keystrokes: 400 };
    return { fineTuning: await benchFineTuning({ model, ...options }) };
  },
  vsix: async () => ({ vsix: { megabytes: await packageMegabytes() } }),
  host: async ({ quick }) => ({ host: await hostDelays(quick) }),
  activation: async ({ quick }) => ({ activation: { milliseconds: await activationMilliseconds(quick) } }),
};

export async function main(args: readonly string[]): Promise<number> {
  const plan = parseOptions(args, defaults);
  const { manifest } = await readCheckpoint(plan.model);
  const { layers, hiddenSize, cell } = manifest.config;
  let report: BenchReport = {
    machine: {
      processor: cpus()[0]?.model.trim() ?? 'unknown',
      cores: availableParallelism(),
      node: process.versions.node,
      loadBefore: loadavg()[0] ?? 0,
    },
    model: `${manifest.name} (${layers} × ${hiddenSize} ${cell})`,
  };
  let failures = 0;
  for (const name of partNames.filter((part) => plan.only?.includes(part) !== false)) {
    console.error(`${name} …`);
    try {
      report = { ...report, ...(await parts[name](plan)) };
    } catch (error) {
      // The other parts are still worth having.
      console.error(`${name} could not be measured:`, error);
      failures++;
    }
  }
  console.log(textReport(report));
  if (plan.json !== undefined) await writeFile(plan.json, `${JSON.stringify(report, null, 2)}\n`);
  return failures === 0 ? 0 : 1;
}
