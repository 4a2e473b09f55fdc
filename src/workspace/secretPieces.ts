/**
 * Looks for secrets in pieces of bounded length, so that no text, however long its lines are, keeps a process busy. A
 * piece begins some way before the part that it decides about, since a secret may be spread over lines.
 */
import type { Pace } from '../base/pace.ts';
import { secretLines, type TextWithoutSecrets } from './secretText.ts';

/** UTF-16 code units of a file that are decided at a time. */
const pieceLength = 32_768;
/** Code units before a piece that are looked at as well: the longest block of a private key, and lines above it. */
const lookBack = 24_000;
/** Code units around a stretch of an open document that are looked at as well. */
const around = 4_096;
const behind = 1_024;

type Span = readonly [number, number];

/** The text without the lines that look as if they hold a secret. A line longer than a piece is hidden unseen. */
export async function withoutSecretLinesInPieces(
  text: string,
  pace: Pace,
  languageId?: string,
): Promise<TextWithoutSecrets> {
  let kept = '';
  let lines = 0;
  let end = 0;
  for (let start = 0; start < text.length;) {
    const next = pieceEnd(text, start);
    const spans = next - start > pieceLength ? [[start, next] as const] : secretsIn(text, start, next, languageId);
    for (const [from, to] of spans) {
      kept += text.slice(end, from);
      lines++;
      end = to;
    }
    start = next;
    await pace.rest();
  }
  return lines === 0 ? { text, lines } : { text: kept + text.slice(end), lines };
}

/** The parts of `from` to `to` that lie in lines with a secret, in order. Only the neighbourhood is looked at. */
export function secretsAround(text: string, from: number, to: number, languageId?: string): readonly Span[] {
  const lineStart = text.lastIndexOf('\n', from - 1) + 1;
  // Of a long line only what is near is looked at, as if it were a line of its own.
  const start = from - lineStart > around ? from - around : lineStart;
  return secretsIn(text, start, Math.min(text.length, to + behind), languageId).filter(
    ([begin, end]) => begin < to && end > from,
  );
}

/** @param from where a line begins, or counts as beginning */
function secretsIn(text: string, from: number, to: number, languageId: string | undefined): readonly Span[] {
  const isLineStart = from === 0 || text.charAt(from - 1) === '\n';
  const start = isLineStart ? Math.max(0, from - lookBack) : from;
  const spans = secretLines(text.slice(start, to), { from: from - start, languageId });
  return spans.map(([a, b]) => [a + start, b + start]);
}

/** After the last line feed within a piece, else after the line. */
function pieceEnd(text: string, start: number): number {
  const farthest = start + pieceLength;
  if (farthest >= text.length) return text.length;
  const lineEnd = text.lastIndexOf('\n', farthest - 1);
  if (lineEnd >= start) return lineEnd + 1;
  const after = text.indexOf('\n', farthest);
  return after < 0 ? text.length : after + 1;
}
