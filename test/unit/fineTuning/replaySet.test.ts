import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { languages } from '../../../src/base/languages.ts';
import { readReplaySet, REPLAY_SET_FILE, replayLine } from '../../../src/fineTuning/replaySet.ts';

const document = (text: string) => ({ package: 'npm:river@1.0.0', path: 'a.ts', language: 'typescript', text });

describe('the replay set', () => {
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'replay-set-'));
  });

  afterEach(async () => {
    await rm(folder, { recursive: true });
  });

  const write = (bytes: Uint8Array) => writeFile(path.join(folder, REPLAY_SET_FILE), bytes);
  const good = replayLine(document('let öne;\n'), 'replay') + replayLine(document('two'), 'probe');
  const damaged = {
    name: 'UserError',
    message: 'The text that keeps the model from forgetting is damaged.',
    action: 'Reinstall Undercurrent.',
  };

  it('is read as it was written, by role', async () => {
    await write(gzipSync(good));
    expect(await readReplaySet(folder)).toEqual({ replay: [document('let öne;\n')], probe: [document('two')] });
  });

  it('gives a UserError when it is absent', async () => {
    await expect(readReplaySet(folder)).rejects.toMatchObject(damaged);
  });

  it.each([
    ['cut short', gzipSync(good).subarray(0, -10)],
    ['not packed', Buffer.from(good)],
    ['empty', gzipSync('')],
    ['without a probe', gzipSync(replayLine(document('one'), 'replay'))],
    ['not JSON', gzipSync(`${good}{`)],
    ['without a text', gzipSync(`${good}{"package":"a","path":"b","language":"c","role":"probe"}\n`)],
    ['with an unknown role', gzipSync(good.replace('"probe"', '"__proto__"'))],
    ['not UTF-8', gzipSync(Buffer.from([...Buffer.from(good), 0xff]))],
    ['endless', gzipSync(Buffer.alloc(17 * 2 ** 20, '\n'))],
  ])('gives a UserError when it is %s', async (_, bytes) => {
    await write(bytes);
    await expect(readReplaySet(folder)).rejects.toMatchObject(damaged);
  });

  it('that ships has text of many packages, and other text to measure with', async () => {
    const { replay, probe } = await readReplaySet(path.resolve(import.meta.dirname, '../../../models/base'));
    const bytes = (documents: typeof replay) => documents.reduce((sum, { text }) => sum + Buffer.byteLength(text), 0);
    const packages = new Set(replay.map((one) => one.package));
    expect(bytes(replay)).toBeGreaterThan(1_000_000);
    expect(bytes(probe)).toBeGreaterThan(50_000);
    expect(packages.size).toBeGreaterThan(40);
    expect(probe.filter((one) => packages.has(one.package))).toEqual([]);
    const known = new Set(languages.map(({ id }) => id));
    expect([...replay, ...probe].filter(({ language }) => !known.has(language))).toEqual([]);
  });
});
