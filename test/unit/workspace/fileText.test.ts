import { describe, expect, it } from 'vitest';
import { decodeText, isBinary, textOfBytes } from '../../../src/workspace/fileText.ts';

it.each([
  ['text', 'a\r\nb\rc\n', { kind: 'text', text: 'a\nb\nc\n' }],
  ['a byte-order mark', '\uFEFFa', { kind: 'text', text: 'a' }],
  ['a null', 'a\0b', { kind: 'binary' }],
])('textOfBytes reads %s', (_what, content, expected) => {
  expect(textOfBytes(new TextEncoder().encode(content))).toEqual(expected);
});

it('textOfBytes treats invalid UTF-8 as binary', () => {
  expect(textOfBytes(Uint8Array.of(0x61, 0xff, 0x62))).toEqual({ kind: 'binary' });
});

describe('binary files', () => {
  it('are those with NUL bytes or with invalid UTF-8', () => {
    expect(isBinary(new Uint8Array([65, 0, 66]))).toBe(true);
    expect(isBinary(new Uint8Array([0xc3, 0x28]))).toBe(true);
    expect(isBinary(new Uint8Array([0xed, 0xa0, 0x80]))).toBe(true);
    expect(isBinary(new TextEncoder().encode('gr\u00fc\u00df dich \u{1F30A} e\u0301'))).toBe(false);
    expect(isBinary(new Uint8Array())).toBe(false);
  });

  it('lose a byte-order mark when decoded', () => {
    expect(decodeText(new Uint8Array([0xef, 0xbb, 0xbf, 65]))).toBe('A');
  });
});
