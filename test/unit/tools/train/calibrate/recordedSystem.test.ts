import { expect, test } from 'vitest';
import { uncalibrated } from '../../../../../src/completion/choosing/calibration.ts';
import { CompletionEngine } from '../../../../../src/completion/completionEngine.ts';
import { showRules } from '../../../../../src/completion/choosing/showRule.ts';
import { Vocabulary } from '../../../../../src/model/text/vocabulary.ts';
import { EngineSystem } from '../../../../../src/replay/engineSystem.ts';
import { write } from '../../../../../src/replay/simulatedWriter.ts';
import type { LoadedCharacterModel } from '../../../../../src/runtime/loadCharacterModel.ts';
import { calibrationReport, textOf, typeAll } from '../../../../../src/tools/train/calibrate/calibrationReport.ts';
import { fitCalibration } from '../../../../../src/tools/train/calibrate/fitCalibration.ts';
import { writeAtPlaces, type WrittenFile } from '../../../../../src/tools/train/calibrate/writtenPlaces.ts';
import { FakeModel } from '../../../../support/fakeModel.ts';

const vocabulary = new Vocabulary();
const known = [
  'const answer = compute(question);\nconst reply = send(answer);\n',
  'const answer = compute(other);\nif (answer) {\n  send(answer);\n}\n',
];
const typed = 'const answer = compute(question);\nif (answer) {\n  send(reply);\n}\nconst reply = compute(answer);\n';
const files = [0, 1, 2].map((index) => ({
  path: `${index}.txt`,
  languageId: 'plaintext',
  text: typed.repeat(1 + index),
}));

function fakeModel(): FakeModel {
  return new FakeModel(vocabulary, known, { surprise: 0.1 });
}

async function writtenFiles(): Promise<readonly WrittenFile[]> {
  const written: WrittenFile[] = [];
  for (const file of files) {
    const model = { model: fakeModel(), vocabulary } as unknown as LoadedCharacterModel;
    written.push(...(await writeAtPlaces(model, undefined, file.path, [file], () => undefined)));
  }
  return written;
}

const written = await writtenFiles();

test('types as the engine does', async () => {
  for (const setting of ['quiet', 'balanced', 'eager'] as const) {
    const engine = new CompletionEngine(fakeModel(), vocabulary, {
      clock: () => 0,
      yieldToEventLoop: () => Promise.resolve(),
      calibration: uncalibrated,
    });
    const system = new EngineSystem(engine, { eagerness: setting, maximumLength: 200 });
    const { tally, shown } = await typeAll(written, uncalibrated, showRules[setting]);
    let [offers, accepted, completed] = [0, 0, 0];
    for (const file of files) {
      const one = await write(system, file, () => 0);
      [offers, accepted, completed] = [offers + one.offers, accepted + one.accepted, completed + one.completed];
    }
    expect(tally).toMatchObject({ offers, accepted, completed });
    expect(shown).toHaveLength(offers);
    expect(shown.filter(({ isRight }) => isRight)).toHaveLength(accepted);
  }
});

test('a calibration learns from what was shown', async () => {
  const { shown } = await typeAll(written, uncalibrated, showRules.eager);
  const sure = fitCalibration(shown.map((offer) => ({ ...offer, isRight: true })));
  const unsure = fitCalibration(shown.map((offer, index) => ({ ...offer, isRight: index % 2 === 0 })));
  expect(sure.bias + sure.slope).toBeGreaterThan(unsure.bias + unsure.slope);
});

test('reports settings, prices and what was fitted', async () => {
  const report = await calibrationReport(written);
  expect(report.packages).toBe(3);
  const wrong = report.prices.map(({ wrongPer100 }) => wrongPer100);
  expect(wrong.at(-1)).toBeLessThanOrEqual(wrong[0] ?? 0);
  const { logLoss, settings } = report.heldOut;
  expect(logLoss).toBeGreaterThan(0);
  expect(settings.quiet.wrongPer100).toBeLessThanOrEqual(settings.eager.wrongPer100);
  expect(textOf(report)).toContain('Fitted to all');
});
