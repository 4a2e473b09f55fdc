/**
 * A cell is one word of the config. A small model of each cell passes all stages of the shipped model: it is trained,
 * written, read, run as in the editor, fine-tuned on a workspace, exported, imported, and completes text.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Rng } from '../../../src/base/rng.ts';
import { cellKinds, type ModelConfig } from '../../../src/model/config.ts';
import { Vocabulary } from '../../../src/model/text/vocabulary.ts';
import { loadCompletionEngine } from '../../../src/processes/loadCompletionEngine.ts';
import type { TrainerServer } from '../../../src/processes/contracts.ts';
import { remote } from '../../../src/processes/jsonRpc.ts';
import { serveTraining } from '../../../src/processes/trainerService.ts';
import { fineTuneWorkspace, type WorkspaceSurroundings } from '../../../src/fineTuning/fineTuneWorkspace.ts';
import { readCheckpoint, writeCheckpoint } from '../../../src/runtime/checkpointFiles.ts';
import { loadCharacterModel } from '../../../src/runtime/loadCharacterModel.ts';
import { ScoringSession } from '../../../src/runtime/trainingSession.ts';
import { nodeFileSystem } from '../../../src/tools/shared/nodeFileSystem.ts';
import { Batches } from '../../../src/training/batches.ts';
import { encodeDocument, tokenRow } from '../../../src/training/corpus.ts';
import { Trainer } from '../../../src/training/trainer.ts';
import { collectWorkspace } from '../../../src/workspace/workspaceCorpus.ts';
import type { WorkspaceCorpus } from '../../../src/workspace/workspaceSurvey.ts';
import { connectionPair } from '../../support/connectionPair.ts';
import { largestDifference } from '../../support/runs.ts';
import { tinyCheckpoint, tinyConfig } from '../../support/tinyCheckpoint.ts';
import { madeUpCode, never, surveyRequestOfStage, writeBase, writeWorkspace } from '../../support/trainerStage.ts';

const vocabulary = new Vocabulary();
const documentOf = (seed: number) => ({
  package: 'p',
  path: `src/module${seed}.ts`,
  language: 'typescript',
  text: madeUpCode(seed, 1_000),
});

let folder: string;
let corpus: WorkspaceCorpus;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'undercurrent-'));
  const workspace = path.join(folder, 'workspace');
  await writeWorkspace(workspace);
  const surroundings = { signal: never, onFiles: () => undefined };
  corpus = await collectWorkspace(nodeFileSystem([workspace]), surveyRequestOfStage, surroundings);
});

afterAll(async () => {
  await rm(folder, { recursive: true });
});

/** The clock moves only when the work yields, so that every machine does the same number of updates. */
function surroundings(): WorkspaceSurroundings {
  let now = 0;
  return {
    now: () => now,
    today: () => new Date(0),
    yieldToEventLoop: () => {
      now += 30;
      return Promise.resolve();
    },
    signal: never,
    whilePaused: () => undefined,
    onProgress: () => undefined,
    log: () => undefined,
  };
}

async function train(config: ModelConfig): Promise<{ parameters: Float32Array; first: number; last: number }> {
  const documents = Array.from({ length: 30 }, (_, seed) => documentOf(seed));
  const trainer = await Trainer.create({
    config,
    batches: new Batches(tokenRow(vocabulary, documents, new Rng(1)), 16, 8),
    rate: () => 5e-3,
    clipNorm: 1,
    averageDecay: 0.9,
    seed: 1,
    threads: 1,
    fingerprint: '',
  });
  const bits: number[] = [];
  while (trainer.updates < 100) bits.push((await trainer.update()).bitsPerToken);
  const parameters = trainer.average.slice();
  await trainer.dispose();
  return { parameters, first: bits[0]!, last: bits.at(-1)! };
}

describe.each(cellKinds)('a model of %s cells', (cell) => {
  const config: ModelConfig = { ...tinyConfig, cell };
  const at = (name: string): string => path.join(folder, `${cell}-${name}`);

  it('is trained, written and read', async () => {
    const { parameters, first, last } = await train(config);
    expect(first).toBeGreaterThan(7);
    expect(last).toBeLessThan(4);
    await writeBase(at('base'), 1, config);
    const { manifest } = tinyCheckpoint(1, { config, name: `tiny ${cell}` });
    await writeCheckpoint(at('base'), { manifest, flat: parameters });
    const stored = await readCheckpoint(at('base'));
    expect(stored.manifest).toMatchObject({ name: `tiny ${cell}`, config });
    expect(largestDifference(stored.flat, parameters)).toBeLessThan(2e-3);
  });

  it('scores a text in the editor’s runtime as the graph of training does', async () => {
    const { flat } = await readCheckpoint(at('base'));
    const { tokens } = encodeDocument(vocabulary, documentOf(1_000), true);
    const text = tokens.slice(0, 201);
    const session = await ScoringSession.create(config, { steps: 200, batch: 1 }, flat, 1);
    const expected = await session.run(text.subarray(0, 200), text.subarray(1));
    await session.dispose();
    for (const [precision, tolerance] of [['float32', 1e-4], ['int8', 0.5]] as const) {
      const { model } = await loadCharacterModel(at('base'), precision);
      const { nats } = await model.score(model.initialState(), text);
      expect(largestDifference(nats.subarray(1), expected)).toBeLessThan(tolerance);
      await model.dispose();
    }
  }); // prettier-ignore

  it('is fine-tuned on a workspace, and kept because it is better there', async () => {
    const parameters = {
      baseFolder: at('base'),
      storageFolder: at('storage'),
      minutes: 0.1,
      threads: 1,
      seed: 1,
      resume: false,
    };
    const report = await fineTuneWorkspace(corpus, parameters, surroundings());
    expect(report).toMatchObject({ kept: true, base: { name: `tiny ${cell}` } });
    expect(report.heldOut.after).toBeLessThan(report.heldOut.before * 0.97);
    expect((await readCheckpoint(at('storage'))).manifest.config).toEqual(config);
  });

  it('is exported and imported, and keeps its base', async () => {
    const [client, server] = connectionPair();
    serveTraining(server);
    const { request } = remote<TrainerServer>(client);
    client.listen();
    const name = `tiny ${cell}, fine-tuned`;
    expect(await request.transfer({ from: at('storage'), to: at('exported') })).toEqual({ name });
    expect(await request.transfer({ from: at('exported'), to: at('imported') })).toEqual({ name });
    const state = await request.inspect({ baseFolder: at('base'), storageFolder: at('imported') });
    expect(state.model).toMatchObject({ kind: 'usable', name, isOfOtherBase: false });
    client.dispose();
    server.dispose();
    expect((await readCheckpoint(at('imported'))).flat).toEqual((await readCheckpoint(at('storage'))).flat);
  });

  it('completes text where it was imported', async () => {
    const { source, description } = await loadCompletionEngine(
      { modelFolder: at('imported'), baseFolder: at('base') },
      () => undefined,
    );
    expect(description.modelName).toBe(`tiny ${cell}, fine-tuned`);
    const { offers } = await source.complete(
      {
        documentId: 'a',
        languageId: 'typescript',
        path: 'src/a.ts',
        prefix: `${madeUpCode(2_000, 300)}export func`,
        prefixStart: 0,
        suffix: '',
        eagerness: 'eager',
        maximumLength: 60,
        explicit: true,
        budgetMilliseconds: Infinity,
      },
      never,
    );
    expect(offers[0]?.text).toMatch(/^tion/);
  });
});
