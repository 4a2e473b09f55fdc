import { afterEach, describe, expect, it, vi } from 'vitest';
import { LanguageWatch, quietMilliseconds } from '../../../../src/editor/language/detectedLanguages.ts';
import type { LanguageRequest, LanguageResult } from '../../../../src/processes/contracts.ts';
import { ManualScheduler } from '../../../support/manualScheduler.ts';

vi.mock('vscode', () => ({}));

const python = 'import os\n\nprint(os.name)\nprint(1)\n';
const go = 'package main\n\nfunc main() {\n}\n';

interface Asked extends LanguageRequest {
  readonly signal: AbortSignal;
  readonly answer: (languageId: string, probability?: number) => Promise<void>;
  readonly answerNothing: () => Promise<void>;
}

const watches: LanguageWatch[] = [];

afterEach(() => {
  for (const watch of watches.splice(0)) watch.dispose();
});

/** A watch whose questions the test answers. */
function setUp() {
  const scheduler = new ManualScheduler();
  const asked: Asked[] = [];
  const changes: string[] = [];
  const watch = new LanguageWatch((parameters, signal) => {
    return new Promise<LanguageResult>((resolve) => {
      const settle = (result: LanguageResult): Promise<void> => {
        resolve(result);
        return new Promise((done) => setImmediate(done));
      };
      asked.push({
        ...parameters,
        signal,
        answer: (languageId, probability = 0.99) => settle({ languages: [{ languageId, probability }] }),
        answerNothing: () => settle({ languages: [] }),
      });
    });
  }, scheduler);
  watch.onDidChange((id) => changes.push(id));
  watches.push(watch);
  const write = (text: string | undefined, id = 'untitled:1'): void => {
    watch.look(id, () => text);
    scheduler.advance(quietMilliseconds);
  };
  return { watch, scheduler, asked, changes, write };
}

describe('a document without a language', () => {
  it('is asked about once, after a pause in typing', () => {
    const { watch, scheduler, asked } = setUp();
    for (let key = 0; key < 20; key++) {
      watch.look('untitled:1', () => python);
      scheduler.advance(quietMilliseconds / 2);
    }
    expect(asked).toHaveLength(0);
    scheduler.advance(quietMilliseconds);
    expect(asked.map(({ documentId, text }) => ({ documentId, text }))).toEqual([
      { documentId: 'untitled:1', text: python },
    ]);
  });

  it('gets the probable language', async () => {
    const { watch, asked, changes, write } = setUp();
    write(python);
    expect(watch.languageOf('untitled:1')).toBeUndefined();
    await asked[0]?.answer('python');
    expect(watch.languageOf('untitled:1')).toBe('python');
    expect(changes).toEqual(['untitled:1']);
  });

  it('is not asked about again while its beginning stays as it is', async () => {
    const { asked, changes, write, watch } = setUp();
    write(python);
    await asked[0]?.answer('python');
    write(python);
    expect(asked).toHaveLength(1);
    write(`${python}x = 1\n`);
    expect(asked).toHaveLength(2);
    await asked[1]?.answer('python');
    expect(changes).toEqual(['untitled:1']);
    watch.forgetAnswers();
    write(`${python}x = 1\n`);
    expect(asked).toHaveLength(3);
  });

  it('is asked about again when there was no answer', async () => {
    const { asked, write, watch } = setUp();
    write(python);
    await asked[0]?.answerNothing();
    expect(watch.languageOf('untitled:1')).toBeUndefined();
    write(python);
    expect(asked).toHaveLength(2);
  });

  it.each([
    ['two lines', 'a = 1\n\n\nb = 2\n'],
    ['blank lines', '\n\n \n\n\n'],
    ['no text, since it may not be read by then', undefined],
  ])('with %s is not asked about', (_what, text) => {
    const { asked, write } = setUp();
    write(text);
    expect(asked).toHaveLength(0);
  });

  it('cancels the previous question when it has changed', async () => {
    const { watch, asked, write } = setUp();
    write(python);
    write(go);
    expect(asked.map(({ signal }) => signal.aborted)).toEqual([true, false]);
    await asked[0]?.answer('python');
    expect(watch.languageOf('untitled:1')).toBeUndefined();
    await asked[1]?.answer('go');
    expect(watch.languageOf('untitled:1')).toBe('go');
  });

  it('does not switch between uncertain answers', async () => {
    const { watch, asked, changes, write } = setUp();
    write(python);
    await asked[0]?.answer('python', 0.85);
    for (const [index, language] of ['shellscript', 'python', 'shellscript'].entries()) {
      write(python + '#'.repeat(index + 1));
      await asked.at(-1)?.answer(language, 0.85);
    }
    expect(watch.languageOf('untitled:1')).toBe('python');
    expect(changes).toHaveLength(1);
  });

  it('loses its language when it is closed or emptied', async () => {
    const { watch, asked, changes, write } = setUp();
    write(python);
    await asked[0]?.answer('python');
    watch.forget('untitled:1');
    expect(watch.languageOf('untitled:1')).toBeUndefined();
    write(python);
    await asked[1]?.answer('python');
    write(' \n');
    expect(watch.languageOf('untitled:1')).toBeUndefined();
    expect(changes).toHaveLength(4);
  });

  it('is not looked at after dispose', () => {
    const { watch, scheduler, asked, write } = setUp();
    write(python);
    watch.look('untitled:2', () => go);
    watch.dispose();
    expect(scheduler.waiting).toBe(0);
    expect(asked[0]?.signal.aborted).toBe(true);
  });
});
