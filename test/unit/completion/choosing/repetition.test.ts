import { expect, test } from 'vitest';
import { loopStart, repetitionLimit } from '../../../../src/completion/choosing/repetition.ts';

test('loops are cut after their first unit', () => {
  expect(loopStart('aaaaaa')).toBe(1);
  expect(loopStart('x abababab')).toBe(4);
  expect(loopStart('foo(foo(foo(foo(')).toBe(4);
  expect(loopStart('0, 0, 0, 0, 0')).toBe(3);
});

test('repetitions that people write are no loops', () => {
  for (const text of ['aaa', '// ' + '-'.repeat(60), 'a        = b', 'xyxy', '| --- | --- | --- |', 'return x;']) {
    expect(loopStart(text), text).toBe(text.length);
  }
});

test('a line is not written a third time in a row', () => {
  expect(repetitionLimit('foo(1);\nfoo(1);\nfo', 'o(1);')).toBe(0);
  expect(repetitionLimit('foo(1);\nfoo(1);', '\nfoo(1);\nbar();')).toBe(0);
  expect(repetitionLimit('foo(1);\n', 'foo(1);\nfoo(1);\n')).toBe('foo(1);'.length);
  expect(repetitionLimit('  }\n  }\n', '  }')).toBe(3);
  expect(repetitionLimit('foo(1);\nfoo(1);\n', 'foo(2);')).toBe(7);
  expect(repetitionLimit('', '')).toBe(0);
});
