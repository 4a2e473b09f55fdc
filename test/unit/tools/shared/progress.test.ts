import { expect, test } from 'vitest';
import { duration, Progress } from '../../../../src/tools/shared/progress.ts';

function stage(isTTY: boolean, columns = 80) {
  let milliseconds = 0;
  const written: string[] = [];
  const output = { isTTY, columns, write: (text: string) => written.push(text) };
  return {
    progress: new Progress(output, () => milliseconds),
    written,
    wait: (more: number) => (milliseconds += more),
  };
}

test('a terminal has a bar, drawn over itself, with the time that is left', () => {
  const { progress, written, wait } = stage(true);
  progress.start('typing', 200);
  wait(30_000);
  progress.advance(50);
  expect(written.at(-1)).toBe(`\r\x1b[K${'█'.repeat(6)}${'░'.repeat(18)} typing: 25 %, 90 s left`);
  const before = written.length;
  wait(50);
  progress.advance(1);
  expect(written).toHaveLength(before);
  wait(60);
  progress.advance(1);
  expect(written).toHaveLength(before + 1);
});

test('the bar is never longer than a line', () => {
  const { progress, written } = stage(true, 30);
  progress.start('typing the files of a project with a long name', 1);
  expect(written.at(-1)!.replace('\r\x1b[K', '')).toHaveLength(29);
});

test('a line goes above the bar; at the end the bar is gone', () => {
  const { progress, written, wait } = stage(true);
  progress.start('typing', 2);
  progress.log('something');
  expect(written.slice(-3)).toEqual(['\r\x1b[K', 'something\n', expect.stringContaining('typing: 0 %')]);
  wait(5000);
  progress.end();
  expect(written.slice(-2)).toEqual(['\r\x1b[K', 'typing: done in 5 s\n']);
  progress.log('after');
  expect(written.at(-1)).toBe('after\n');
});

test('a file has a line now and then, and no control characters', () => {
  const { progress, written, wait } = stage(false);
  progress.start('typing', 100);
  for (let second = 0; second < 60; second++) {
    wait(1000);
    progress.advance(1);
  }
  progress.end();
  expect(written).toEqual([
    'typing: 15 %, 85 s left\n',
    'typing: 30 %, 70 s left\n',
    'typing: 45 %, 55 s left\n',
    'typing: 60 %, 40 s left\n',
    'typing: done in 60 s\n',
  ]);
});

test('more than was announced is still 100 %', () => {
  const { progress, written, wait } = stage(true);
  progress.start('typing', 10);
  wait(1000);
  progress.advance(20);
  expect(written.at(-1)).toContain('100 %, 0 s left');
});

test.each([
  [44_600, '45 s'],
  [180_000, '3 min'],
  [4_800_000, '80 min'],
  [7_500_000, '2 h 5 min'],
])('%d ms are %s', (milliseconds, written) => {
  expect(duration(milliseconds)).toBe(written);
});
