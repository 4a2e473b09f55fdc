/**
 * Which character of a text each of its tokens stands for: the bytes of a code point for that code point, the token of
 * a line's indentation for the whitespace it replaces. The text is at hand, so nothing has to be decoded; it is enough
 * to count.
 */
import { INDENT_LITERAL, isIndentationToken } from '../../model/text/tokens.ts';

/** Bytes of the code point at an offset, and the UTF-16 code units it takes. A lone surrogate has three bytes. */
function sizeAt(text: string, offset: number): { readonly bytes: number; readonly units: number } {
  const point = text.codePointAt(offset) ?? 0;
  if (point < 0x80) return { bytes: 1, units: 1 };
  if (point < 0x800) return { bytes: 2, units: 1 };
  return point < 0x10000 ? { bytes: 3, units: 1 } : { bytes: 4, units: 2 };
}

function isBlank(text: string, offset: number): boolean {
  const character = text.charAt(offset);
  return character === ' ' || character === '\t';
}

/** Tokens and where their characters are. */
export interface AlignedTokens {
  /** UTF-16 offset of each token's character; that of its first space for an indentation. */
  readonly offsets: Int32Array;
  /**
   * Whether a token stands for no character: the indentation of a line that has none, said before its first character.
   */
  readonly isSilent: readonly boolean[];
}

/** `tokens` are what an encoder made of `text` from `from` on, where it held nothing back. */
export function alignTokens(text: string, from: number, tokens: ArrayLike<number>): AlignedTokens {
  const offsets = new Int32Array(tokens.length);
  const isSilent = new Array<boolean>(tokens.length).fill(false);
  let offset = from;
  let bytesLeft = 0;
  for (let index = 0; index < tokens.length; index++) {
    const token = tokens[index];
    offsets[index] = offset;
    if (isIndentationToken(token)) {
      isSilent[index] = !isBlank(text, offset);
      // After a literal the whitespace follows as bytes.
      if (token !== INDENT_LITERAL) while (isBlank(text, offset)) offset++;
      continue;
    }
    const { bytes, units } = sizeAt(text, offset);
    if (bytesLeft === 0) bytesLeft = bytes;
    if (--bytesLeft === 0) offset += units;
  }
  return { offsets, isSilent };
}
