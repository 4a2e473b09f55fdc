/**
 * `npm run replay -- --workspace DIR`: how many keystrokes completions would have saved in writing files that no system has seen.
 *
 *   --json FILE        the result as JSON          --html FILE           the result as a page
 *   --max-characters N files with N characters together, drawn by --seed S (all by default)
 *   --model DIR        models/base by default      --eagerness quiet|balanced|eager     --maximum-length N
 */
import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { UserError } from '../base/userError.ts';
import { CompletionEngine } from '../completion/completionEngine.ts';
import type { Eagerness } from '../completion/request.ts';
import { EngineSystem } from '../replay/engineSystem.ts';
import { loadCharacterModel } from '../runtime/loadCharacterModel.ts';
import { choiceOption, numberOption } from './options.ts';
import { costOfFile } from './replay/bitsPerCharacter.ts';
import { htmlReport } from './replay/htmlReport.ts';
import { textReport } from './replay/replayReport.ts';
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
}

function parsePlan(args: readonly string[]): Plan {
  const string = { type: 'string' } as const;
  const { values } = parseArgs({
    args: [...args],
    options: {
      workspace: string, json: string, html: string, model: string, seed: string, eagerness: string,
      'max-characters': string, 'maximum-length': string,
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
  };
}

/** The base model behind the engine that the editor uses. */
async function baseSystem(plan: Plan): Promise<MeasuredSystem & { dispose(): Promise<void> }> {
  const { model, vocabulary } = await loadCharacterModel(plan.model);
  const engine = new CompletionEngine(model, vocabulary, {
    clock: () => performance.now(),
    yieldToEventLoop: () => new Promise((resolve) => setImmediate(resolve)),
  });
  return {
    name: 'base',
    system: new EngineSystem(engine, { eagerness: plan.eagerness, maximumLength: plan.maximumLength }),
    cost: (file) => costOfFile(model, vocabulary, file),
    dispose: () => model.dispose(),
  };
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
  const base = await baseSystem(plan);
  try {
    const wordBased: MeasuredSystem = { name: 'wordBased', system: new WordSuggestions(split.train) };
    const { systems, fileResults, characters } = await replay([wordBased, base], typed, () => performance.now(), log);
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
    await base.dispose();
  }
  return 0;
}
