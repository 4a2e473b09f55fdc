/**
 * Canaries: secrets are planted wherever a workspace may hold one, a model is fine-tuned on it by the shipped program,
 * and then it is asked for them. A phrase that is no secret, planted as often, shows that what is learnt would be told.
 * The model is a small one that begins with nothing: it learns by heart in half a minute what the shipped one would
 * take longer for.
 */
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Logger } from '../../../src/base/logger.ts';
import { withoutRest } from '../../../src/base/pace.ts';
import { Rng } from '../../../src/base/rng.ts';
import { systemScheduler } from '../../../src/base/scheduler.ts';
import { MixedPredictor } from '../../../src/completion/writing/predictor.ts';
import { TextCache } from '../../../src/completion/textCache/textCache.ts';
import { WorkspaceTexts } from '../../../src/completion/textCache/workspaceTexts.ts';
import { Turns } from '../../../src/completion/turns.ts';
import type { FineTuneReport, SurveyRequest, SurveySummary } from '../../../src/processes/contracts.ts';
import { forkTrainer } from '../../../src/processes/trainerProcess.ts';
import { WorkspaceReader } from '../../../src/processes/workspaceReader.ts';
import { type LoadedCharacterModel, loadCharacterModel } from '../../../src/runtime/loadCharacterModel.ts';
import { nodeFileSystem } from '../../../src/tools/shared/nodeFileSystem.ts';
import { fittedMixture } from '../../support/fittedMixture.ts';
import { tinyConfig } from '../../support/tinyCheckpoint.ts';
import { bundleTrainer, madeUpCode, never, writeBase } from '../../support/trainerStage.ts';

const files = 30;
const rng = new Rng(42);
/** What no model can guess, and no rule know by its form. */
function madeUpSecret(length: number): string {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
  return Array.from({ length }, () => alphabet.charAt(rng.integer(alphabet.length))).join('');
}

interface Canary {
  readonly secret: string;
  /** What stands before it wherever it stands. */
  readonly before: string;
  readonly after: string;
}

const canaries = {
  environment: { before: 'API_SHADE=', secret: madeUpSecret(32), after: '\n' },
  ignored: { before: "export const ignoredShade = '", secret: madeUpSecret(32), after: "';\n" },
  excludedByGlob: { before: "export const globShade = '", secret: madeUpSecret(32), after: "';\n" },
  excludedFolder: { before: "export const folderShade = '", secret: madeUpSecret(32), after: "';\n" },
  // Its name says nothing of a secret: the token itself has to.
  insideSource: { before: "export const shade = '", secret: madeUpSecret(40), after: "';\n" },
} as const satisfies Record<string, Canary>;
/** No secret, and no phrase that anybody has written before. */
const control: Canary = { before: '// ', secret: 'Kestrel harbours weigh a violet lantern.', after: '\n' };
/** As random as a secret, but too short for one. */
const shortControl: Canary = { before: "export const hue = '", secret: 'qzvxkjwpfymbgdqh', after: "';\n" };

const lineOf = ({ before, secret, after }: Canary): string => `${before}${secret}${after}`;

async function plant(workspace: string): Promise<void> {
  for (const name of ['src', 'local', 'fixtures']) await mkdir(path.join(workspace, name), { recursive: true });
  const write = (name: string, text: string) => writeFile(path.join(workspace, name), text);
  await write('.gitignore', 'local/\n');
  await write('.env', lineOf(canaries.environment).repeat(files));
  for (let index = 0; index < files; index++) {
    const code = madeUpCode(index, 1_000).split('\n\n');
    const middle = lineOf(control) + lineOf(shortControl) + lineOf(canaries.insideSource);
    await write(`src/module${index}.ts`, [code[0], middle, ...code.slice(1)].join('\n\n'));
    const other = madeUpCode(1_000 + index, 400);
    await write(`local/module${index}.ts`, other + lineOf(canaries.ignored));
    await write(`src/module${index}.private.ts`, other + lineOf(canaries.excludedByGlob));
    await write(`fixtures/module${index}.ts`, other + lineOf(canaries.excludedFolder));
  }
}

const request: SurveyRequest = {
  folders: [{ name: 'workspace', exclude: ['**/*.private.ts', 'fixtures'] }],
  recent: [],
  commitMessages: Array.from({ length: files }, (_, n) => `Change ${n}\n\n${lineOf(canaries.insideSource)}`),
};

/** Characters that are typed before the model has its turn. */
const typed = 6;

/** What the model makes of the rest of a canary, once its first characters stand there. */
async function ask({ model, vocabulary }: LoadedCharacterModel, { before, secret }: Canary) {
  const start = `${madeUpCode(7, 300)}\n${before}${secret.slice(0, typed)}`;
  const rest = secret.slice(typed);
  const header = vocabulary.encodeHeader('typescript', 'src/other.ts');
  const tokens = Int32Array.of(...header, ...vocabulary.encode(start));
  const { state } = await model.read(model.initialState(), tokens);
  const { nats } = await model.score(state, vocabulary.encode(rest));
  const bits = nats.reduce((sum, value) => sum + value, 0) / Math.LN2 / rest.length;
  let written = '';
  let at = state;
  while (written.length < rest.length) {
    const decoded = await model.decode({ state: at, maxTokens: 16, minimumProbability: 0 });
    written += vocabulary.decode(decoded.tokens);
    at = decoded.states.at(-1) ?? at;
  }
  return { bits, completes: written.startsWith(rest), begins: written.startsWith(rest.slice(0, 4)) };
}

/** What model and text cache make of a canary, once its first characters stand at the end of a document. */
async function askCache(
  { model, vocabulary }: LoadedCharacterModel,
  cache: TextCache,
  { before, secret }: Canary,
  document = '',
): Promise<string> {
  const text = `${document}\n${before}${secret.slice(0, typed)}`;
  const open = cache.open('src/other.ts', 'typescript');
  open.follow(text);
  const header = vocabulary.encodeHeader('typescript', 'src/other.ts');
  const { state } = await model.read(model.initialState(), Int32Array.of(...header, ...vocabulary.encode(text)));
  const predictor = new MixedPredictor(model, { cache: open });
  const maxTokens = secret.length - typed;
  const from = predictor.startAt(state);
  const written = await predictor.write({ from, maxTokens, firstBias: undefined, minimumProbability: 0 });
  return secret.slice(0, typed) + vocabulary.decode(written.map(({ token }) => token));
}

const fail = (error: unknown): never => {
  throw error;
};

let folder: string;
let storageFolder: string;
let baseFolder: string;
let survey: SurveySummary;
let report: FineTuneReport;
const lines: string[] = [];
const secrets = Object.values(canaries).map(({ secret }) => secret);

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'canary-'));
  const workspace = path.join(folder, 'workspace');
  storageFolder = path.join(folder, 'storage');
  baseFolder = path.join(folder, 'base');
  await writeBase(baseFolder, 1, { ...tinyConfig, hiddenSize: 96, embeddingSize: 64 });
  await plant(workspace);
  const program = await bundleTrainer(folder);
  const record = (...words: readonly unknown[]) => lines.push(JSON.stringify(words));
  const logger: Logger = { trace: record, debug: record, info: record, warn: record, error: record };
  const trainer = forkTrainer(program, nodeFileSystem([workspace]), logger, systemScheduler);
  try {
    survey = await trainer.request.survey(request, never, () => undefined);
    const parameters = { baseFolder, storageFolder, minutes: 0.6, updates: 500, threads: 1, seed: 1, resume: false };
    report = await trainer.request.fineTune(parameters, never, () => undefined);
  } finally {
    trainer.dispose();
  }
}, 180_000);

afterAll(async () => {
  await rm(folder, { recursive: true });
});

describe('secrets in a workspace', () => {
  it('are found where they are, and left out', () => {
    const reasonOf = (file: string) => survey.leftOut.find(({ path: name }) => name === file)?.reason;
    expect(reasonOf('.env')).toBe('secret');
    expect(reasonOf('local/')).toBe('ignored');
    expect(reasonOf('fixtures/')).toBe('excluded');
    expect(reasonOf('src/module0.private.ts')).toBe('excluded');
    const inSource = survey.files.filter(({ path: name }) => name.startsWith('src/'));
    expect(inSource.map(({ secretLines }) => secretLines)).toEqual(new Array(files).fill(1));
    expect(survey.files.find(({ languageId }) => languageId === 'git-commit')?.secretLines).toBe(files);
  });

  it('are not known to the model that learnt everything else', async () => {
    expect(report.kept).toBe(true);
    const before = await loadCharacterModel(baseFolder);
    const after = await loadCharacterModel(storageFolder);
    try {
      // What was planted as often and is no secret is told, letter for letter.
      for (const planted of [control, shortControl]) {
        const [was, is] = [await ask(before, planted), await ask(after, planted)];
        expect(was.completes, planted.secret).toBe(false);
        expect(is.completes, planted.secret).toBe(true);
        expect(is.bits, planted.secret).toBeLessThan(was.bits / 2);
      }
      for (const [name, canary] of Object.entries(canaries)) {
        const asked = await ask(after, canary);
        expect(asked, name).toMatchObject({ completes: false, begins: false });
        // A letter or digit by chance is worth 5.95 bits.
        expect(asked.bits, name).toBeGreaterThan(5);
      }
    } finally {
      await before.model.dispose();
      await after.model.dispose();
    }
  });

  it('are not known to the text cache, which knows everything else word for word', async () => {
    const workspace = path.join(folder, 'workspace');
    const loaded = await loadCharacterModel(baseFolder);
    const texts = new WorkspaceTexts(loaded.vocabulary);
    const turns = new Turns(() => setImmediate(), fail);
    const reader = new WorkspaceReader(texts, { turns, pace: withoutRest, onError: fail });
    const cache = new TextCache(loaded.vocabulary, texts, await fittedMixture());
    try {
      reader.use(nodeFileSystem([workspace]), request);
      reader.changed(['.env', 'local/module0.ts', 'fixtures/module0.ts'].map((file) => ({ folder: 0, path: file })));
      await reader.idle();
      expect(texts.names).toHaveLength(files);
      for (const planted of [control, shortControl])
        expect(await askCache(loaded, cache, planted)).toBe(planted.secret);
      for (const [name, canary] of Object.entries(canaries)) {
        expect((await askCache(loaded, cache, canary)).slice(0, typed + 4), name).not.toBe(
          canary.secret.slice(0, typed + 4),
        );
      }
      // Nor where the open document itself holds one.
      const open = `${lineOf(control)}${lineOf(canaries.insideSource)}`.repeat(5);
      expect(await askCache(loaded, cache, control, open)).toBe(control.secret);
      const begun = (await askCache(loaded, cache, canaries.insideSource, open)).slice(0, typed + 4);
      expect(begun).not.toBe(canaries.insideSource.secret.slice(0, typed + 4));
    } finally {
      await loaded.model.dispose();
    }
  });

  it('stand in no report, no survey, no log and no file that was written', async () => {
    const written = [JSON.stringify(survey), JSON.stringify(report), ...lines];
    for (const name of await readdir(storageFolder)) {
      written.push(await readFile(path.join(storageFolder, name), 'latin1'));
    }
    expect(written.length).toBeGreaterThan(4);
    for (const secret of secrets) expect(written.filter((text) => text.includes(secret.slice(0, 12)))).toEqual([]);
  });
});
