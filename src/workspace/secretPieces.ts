/**
 * Looks for secrets in pieces of bounded length, so that no text, however long its lines are, keeps a process busy. A
 * piece begins some way before the part that it decides about, since a secret may be spread over lines.
 */
import type { Pace } from '../base/pace.ts';
import { secretLines, type TextWithoutSecrets } from './secretText.ts';

/** UTF-16 code units of a file that are decided at a time. */
const pieceLength = 32_768;
/** Code units before a piece of a file that are looked at as well: the longest block of a private key. */
const lookBack = 20_000;
/** Code units around a stretch of an open document that are looked at as well. */
const around = 4_096;
const behind = 1_024;

type Span = readonly [number, number];

/** The text without the lines that look as if they hold a secret. */
export async function withoutSecretLinesInPieces(text: string, pace: Pace): Promise<TextWithoutSecrets> {
  let kept = '';
  let lines = 0;
  let end = 0;
  for (let start = 0; start < text.length; start = pieceEnd(text, start)) {
    for (const [from, to] of secretsIn(text, Math.max(0, start - lookBack), pieceEnd(text, start))) {
      const first = Math.max(from, end);
      if (to <= first) continue;
      kept += text.slice(end, first);
      lines += countLines(text, first, to);
      end = to;
    }
    await pace.rest();
  }
  return lines === 0 ? { text, lines } : { text: kept + text.slice(end), lines };
}

/** The parts of `from` to `to` that lie in lines with a secret, in order. Only the neighbourhood is looked at. */
export function secretsAround(text: string, from: number, to: number): readonly Span[] {
  return secretsIn(text, Math.max(0, from - around), Math.min(text.length, to + behind)).filter(
    ([start, end]) => start < to && end > from,
  );
}

/** A line that is cut off at either end counts as far as it is looked at. */
function secretsIn(text: string, from: number, to: number): readonly Span[] {
  const newline = from === 0 ? -1 : text.indexOf('\n', from - 1);
  const start = from === 0 || newline < 0 || newline >= to - 1 ? from : newline + 1;
  return secretLines(text.slice(start, to)).map(([a, b]) => [a + start, b + start]);
}

/** After a line feed if there is one, so that most lines are looked at as a whole. */
function pieceEnd(text: string, start: number): number {
  const farthest = start + pieceLength;
  if (farthest >= text.length) return text.length;
  const lineEnd = text.lastIndexOf('\n', farthest - 1);
  return lineEnd > start ? lineEnd + 1 : farthest;
}

function countLines(text: string, start: number, end: number): number {
  let lines = 0;
  for (let at = start; at < end; lines++) {
    const newline = text.indexOf('\n', at);
    at = newline < 0 ? end : newline + 1;
  }
  return lines;
}
