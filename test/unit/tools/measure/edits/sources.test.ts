/** Recorded typing, commits and versions as edits. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseEditPlan } from '../../../../../src/tools/measure/edits/editPlan.ts';
import { versionsSession } from '../../../../../src/tools/measure/edits/editSession.ts';
import { historySessions } from '../../../../../src/tools/measure/edits/history.ts';
import { readTrace } from '../../../../../src/tools/measure/edits/trace.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'edits-'));
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

function place(name: string, text: string): void {
  const file = path.join(folder, name);
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, text);
}

const long = (name: string): string =>
  `export function ${name}(value: number): number {\n  return value + 1;\n}\n`.repeat(4);

describe('a trace', () => {
  const document = { path: 'a.md', languageId: 'markdown' };
  const trace = (txns: readonly (readonly [number, number, string])[], endContent: string): string => {
    const file = path.join(folder, 'trace.json.gz');
    const json = { startContent: '😀 end', endContent, txns: txns.map((patch) => ({ patches: [patch] })) };
    writeFileSync(file, gzipSync(JSON.stringify(json)));
    return file;
  };

  it('has runs of typed characters, at positions in code points', async () => {
    const file = trace([[2, 0, 'a'], [3, 0, 'bc'], [5, 0, ' pasted '], [13, 0, 'x'], [0, 1, ''], [0, 0, 'y'], [9, 0, 'z']], 'y abc paszted xend'); // prettier-ignore
    const { stretches, after } = await readTrace(file, document, { from: 0, to: Infinity });
    expect([...stretches()].map(({ left, text, right, place: at }) => [left, text, right, at])).toEqual([
      ['😀 ', 'abc', 'end', 'insideLine'],
      ['😀 abc pasted ', 'x', 'end', 'insideLine'],
      ['', 'y', ' abc pasted xend', 'insideLine'],
      ['y abc pas', 'z', 'ted xend', 'insideLine'],
    ]);
    expect(after).toBe('y abc paszted xend');
    const part = await readTrace(file, document, { from: 3, to: 4 });
    expect([...part.stretches()].map(({ text }) => text)).toEqual(['x']);
  });

  it('that does not lead to its end, or is none, is refused with a sentence', async () => {
    const range = { from: 0, to: Infinity };
    await expect(readTrace(trace([[0, 0, 'a']], 'b'), document, range)).rejects.toThrow('do not lead to its end');
    await expect(readTrace(trace([[99, 0, 'a']], 'b'), document, range)).rejects.toThrow('outside of its document');
    place('no.json', '{}');
    await expect(readTrace(path.join(folder, 'no.json'), document, range)).rejects.toThrow('is not a recorded trace');
  });
});

describe('a history', () => {
  const repository = (): string => path.join(folder, 'repository');
  const git = (...args: string[]): void => {
    const names = ['-c', 'user.name=Test', '-c', 'user.email=test@example.org', '-c', 'commit.gpgsign=false'];
    execFileSync('git', ['-C', repository(), ...names, ...args], { stdio: 'ignore' });
  };
  const commit = (files: Readonly<Record<string, string>>): void => {
    for (const [name, text] of Object.entries(files)) place(`repository/${name}`, text);
    git('add', '-A');
    git('commit', '-m', 'change');
  };

  it('is small commits in the order of their time, each with the workspace before it', async () => {
    mkdirSync(repository(), { recursive: true });
    git('init');
    commit({ 'src/a.ts': long('first'), 'src/b.ts': long('other') });
    commit({ 'src/a.ts': `${long('first')}export const addedByAuthor = first(1);\n` });
    commit({ 'src/a.ts': `${long('first')}export const addedByAuthor = first(1);\nx\n` });
    git('mv', 'src/b.ts', 'src/c.ts');
    commit({ 'src/c.ts': long('other').replace('value + 1', 'value + anotherNumber') });
    const sessions = [];
    for await (const session of historySessions(repository(), 10, 1)) sessions.push(session);
    expect(sessions.map(({ workspace }) => workspace.map(({ path: name }) => name))).toEqual([
      ['src/a.ts', 'src/b.ts'],
    ]);
    const [document] = sessions[0]?.documents ?? [];
    expect([...(document?.stretches() ?? [])].map(({ text }) => text)).toEqual([
      '\nexport const addedByAuthor = first(1);',
    ]);
  });

  it('with no such commit is refused with a sentence, like a folder that is no repository', async () => {
    const all = async (where: string): Promise<void> => {
      for await (const session of historySessions(where, 1, 1)) expect(session).toBeDefined();
    };
    await expect(all(path.join(folder, 'nowhere'))).rejects.toThrow('git cannot read');
  });
});

it('two versions of a package are what was typed between them', async () => {
  place('old/a.ts', long('first'));
  place('new/a.ts', long('first').replace('value + 1', 'value + secondNumber'));
  place('new/b.ts', long('other'));
  const { workspace, documents } = await versionsSession(path.join(folder, 'old'), path.join(folder, 'new'));
  expect(workspace.map(({ path: name }) => name)).toEqual(['a.ts']);
  const typed = documents.map(({ path: name, stretches }) => [name, [...stretches()].map(({ text }) => text)]);
  expect(typed).toEqual([
    ['a.ts', ['secondNumber']],
    ['b.ts', [long('other').slice(0, -1)]],
  ]);
});

describe('the options', () => {
  it('name one source', () => {
    const { source } = parseEditPlan(['--trace', 'x/skip.json.gz', '--from', '3', '--path', 'src/skip.rs']);
    expect(source).toMatchObject({ kind: 'trace', from: 3, to: Infinity, path: 'src/skip.rs', languageId: 'rust' });
    expect(parseEditPlan(['--versions', 'a', 'b']).source).toEqual({ kind: 'versions', before: 'a', after: 'b' });
    expect(parseEditPlan(['--versions']).source).toEqual({ kind: 'projects' });
    expect(parseEditPlan(['--history', 'a', '--commits', '3']).source).toMatchObject({ commits: 3 });
  });

  it.each([[['--trace', 'a', '--history', 'b']], [['--versions', 'a']], [['--history', 'a', '--commits', '0']], [['--trace', 'a', '--from', '5', '--to', '5']]])(
    'refuse %j',
    (args) => {
      expect(() => parseEditPlan(args)).toThrow();
    },
  ); // prettier-ignore
});
