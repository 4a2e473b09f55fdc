/**
 * `npm run replay -- --workspace DIR`: how many keystrokes completions would have saved in writing files that no system has seen.
 *
 *   --json FILE        the result as JSON          --html FILE           the result as a page
 *   --max-characters N files with N characters together, drawn by --seed S (all by default)
 *   --fine-tune-minutes M  a model fine-tuned for so long on what is not held out, beside the base
 *   --model DIR        models/base by default      --eagerness quiet|balanced|eager     --maximum-length N
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { UserError } from '../base/userError.ts';
import { CompletionEngine } from '../completion/completionEngine.ts';
import type { Eagerness } from '../completion/request.ts';
import { EngineSystem } from '../replay/engineSystem.ts';
import { loadCharacterModel } from '../runtime/loadCharacterModel.ts';
import { choiceOption, numberOption } from './options.ts';
import { costOfFile } from './replay/bitsPerCharacter.ts';
import { fineTuneForReplay } from './replay/fineTuneForReplay.ts';
import { htmlReport } from './replay/htmlReport.ts';
import { type SystemName, textReport } from './replay/replayReport.ts';
import { type MeasuredSystem, replay } from './replay/replay.ts';
import { splitFiles, takeFiles } from './replay/split.ts';
import { WordSuggestions } from './replay/wordSuggestions.ts';
import { readWorkspace } from './replay/workspaceFiles.ts';
import { measureYardsticks } from './replay/yardsticks.ts';

interface Plan {
  readonly workspace: string;
  readonly json: string | undefined;
  readonly html: string | undefined;
  readonly model: string;
  readonly maximumCharacters: number;
  readonly seed: number;
  readonly eagerness: Eagerness;
  readonly maximumLength: number;
  /** 0: no fine-tuning. */
  readonly fineTuneMinutes: number;
}

function parsePlan(args: readonly string[]): Plan {
  const string = { type: 'string' } as const;
  const { values } = parseArgs({
    args: [...args],
    options: {
      workspace: string, json: string, html: string, model: string, seed: string, eagerness: string,
      'max-characters': string, 'maximum-length': string, 'fine-tune-minutes': string,
    },
  }); // prettier-ignore
  if (values.workspace === undefined) {
    throw new UserError('There is no workspace to replay.', 'Name a folder: --workspace DIR');
  }
  return {
    workspace: values.workspace,
    json: values.json,
    html: values.html,
    model: values.model ?? 'models/base',
    maximumCharacters: numberOption('max-characters', values['max-characters'], Infinity),
    seed: numberOption('seed', values.seed, 1),
    eagerness: choiceOption('eagerness', values.eagerness, ['quiet', 'balanced', 'eager'], 'balanced'),
    maximumLength: numberOption('maximum-length', values['maximum-length'], 200),
    fineTuneMinutes: numberOption('fine-tune-minutes', values['fine-tune-minutes'], 0),
  };
}

type DisposableSystem = MeasuredSystem & { dispose(): Promise<void> };

/** A model behind the engine that the editor uses. */
async function modelSystem(name: SystemName, folder: string, plan: Plan): Promise<DisposableSystem> {
  const { model, vocabulary } = await loadCharacterModel(folder);
  const engine = new CompletionEngine(model, vocabulary, {
    clock: () => performance.now(),
    yieldToEventLoop: () => new Promise((resolve) => setImmediate(resolve)),
  });
  return {
    name,
    system: new EngineSystem(engine, { eagerness: plan.eagerness, maximumLength: plan.maximumLength }),
    cost: (file) => costOfFile(model, vocabulary, file),
    dispose: () => model.dispose(),
  };
}

/** Fine-tunes first; when the result was not kept, the editor would go on with the base model, and so does this. */
async function fineTunedSystem(plan: Plan, log: (message: string) => void): Promise<DisposableSystem> {
  const storage = await mkdtemp(join(tmpdir(), 'undercurrent-replay-'));
  try {
    const { workspace, model: base, fineTuneMinutes: minutes, seed } = plan;
    const { kept, heldOut } = await fineTuneForReplay({ workspace, base, storage, minutes, seed, log });
    log(`fine-tuned: ${heldOut.before.toFixed(3)} → ${heldOut.after.toFixed(3)}, ${kept ? 'kept' : 'not kept'}`);
    return await modelSystem('fineTuned', kept ? storage : base, plan);
  } finally {
    await rm(storage, { recursive: true, force: true });
  }
}

export async function main(args: readonly string[]): Promise<number> {
  const plan = parsePlan(args);
  const log = (message: string) => {
    console.error(message);
  };
  const { files, leftOut } = await readWorkspace(plan.workspace);
  const split = splitFiles(files);
  const typed = takeFiles(split.heldOut, plan.maximumCharacters, plan.seed);
  if (typed.length === 0) {
    throw new UserError(`No file of ${plan.workspace} is held out.`, 'Choose a folder with more text files in it.');
  }
  const reasons = [...leftOut].map(([reason, count]) => `${reason} ${count}`).join(', ');
  log(`${files.length} files; left out: ${reasons === '' ? 'none' : reasons}`);
  const models: DisposableSystem[] = [];
  try {
    if (plan.fineTuneMinutes > 0) models.push(await fineTunedSystem(plan, log));
    models.unshift(await modelSystem('base', plan.model, plan));
    const wordBased: MeasuredSystem = { name: 'wordBased', system: new WordSuggestions(split.train) };
    const { systems, fileResults, characters } = await replay(
      [wordBased, ...models],
      typed,
      () => performance.now(),
      log,
    );
    const report = {
      workspace: plan.workspace,
      trainFiles: split.train.length,
      heldOutFiles: typed.length,
      characters,
      nearDuplicatesDropped: split.nearDuplicatesDropped,
      yardsticks: await measureYardsticks(split.train, typed, log),
      systems,
    };
    console.log(textReport(report));
    if (plan.json !== undefined) await writeFile(plan.json, `${JSON.stringify(report, null, 2)}\n`);
    if (plan.html !== undefined) await writeFile(plan.html, htmlReport(report, fileResults));
  } finally {
    for (const model of models) await model.dispose();
  }
  return 0;
}
