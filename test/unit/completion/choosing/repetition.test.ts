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

test('loops are seen across the seam of what is typed and what is offered', () => {
  expect(repetitionLimit('xoxo', 'xoxoxo')).toBe(0);
  expect(repetitionLimit('ha ha ', 'ha ha ha')).toBe(0);
  expect(repetitionLimit('0, 0, ', '0, 0, 0]')).toBe(0);
  expect(repetitionLimit('// ----', '--------')).toBe(8);
  expect(repetitionLimit('abab', 'xyz')).toBe(3);
});

test.each<[string, string, string, string, number]>([
  ['a key', 'json', '"strict": true,\n"noEmit": true,\n"noE', 'mit": true,', 0],
  ['another key', 'json', '"strict": true,\n"noEmit": true,\n"noE', 'mitOnError": true,', 18],
  ['a key of another object', 'json', '{\n  "a": 1\n},\n{\n  "', 'a": 2', 5],
  ['a key in YAML', 'yaml', 'name: x\non: y\nna', 'me: z', 0],
  ['a key of the next item', 'yaml', '- name: x\n  on: y\n- na', 'me: z', 5],
  ['an import', 'python', 'import logging\nimport os\nimport lo', 'gging', 0],
  ['a part of an imported module', 'python', 'import logging\nimport os\nimport lo', 'gging.handlers', 14],
  ['an import of a script', 'typescript', "import fs from 'fs';\nimport a from 'a';\nimport ", "fs from 'fs';", 0],
  ['a variable', 'typescript', 'const one = 1;\nconst ', 'one = 2;', 0],
  ['a variable in another block', 'typescript', 'const one = 1;\nif (a) {\n  const ', 'one = 2;', 8],
  ['a variable that may be declared again', 'rust', 'let one = 1;\nlet ', 'one = 2;', 8],
  ['a function', 'python', 'def one():\n    pass\n\n\ndef ', 'one():', 0],
  ['the setter of a property', 'python', '@property\ndef one():\n    pass\n\n@one.setter\ndef ', 'one(x):', 7],
  ['a signature', 'typescript', 'function one(a: string): void;\nfunction ', 'one(a: number): void;', 21],
  ['a label', 'typescript', '  default:\n    a();\n  def', 'ault:', 5],
  ['a word before a colon in prose', 'markdown', 'Note: a\n\nNo', 'te: b', 5],
  ['what is typed already', 'json', '"a": 1,\n"a": ', '2', 1],
])('%s', (_what, languageId, prefix, text, expected) => {
  expect(repetitionLimit(prefix, text, '', languageId)).toBe(expected);
});

test('what stands below counts as well', () => {
  expect(repetitionLimit('{\n  "', 'a": 1,', '\n  "a": 2\n}', 'json')).toBe(0);
  expect(repetitionLimit('import o', 's\nimport re\n', '\nimport re\n', 'python')).toBe(1);
});
