/**
 * Which character of a text each of its tokens stands for: a byte for its code point, an indentation token for the
 * whitespace of the line. The text is known, so counting is enough.
 */
import { INDENT_LITERAL, isIndentationToken } from '../../model/text/tokens.ts';

/** Bytes and UTF-16 code units of the code point at an offset. A lone surrogate has three bytes. */
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

export interface AlignedTokens {
  /** UTF-16 offset of each token's character; of the first space for an indentation. */
  readonly offsets: Int32Array;
  /** Whether a token stands for no character, as the indentation token of a line without indentation. */
  readonly isSilent: readonly boolean[];
}

/** `tokens`: encoded from `text` at `from` on, where the encoder held nothing back. */
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
