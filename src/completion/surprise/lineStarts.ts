/** Where the lines of a text start: from offsets to lines and characters, and back. */
import type { Stretch } from './request.ts';

export class LineStarts {
  readonly #starts: readonly number[];

  /** `text` has line feeds only. */
  constructor(text: string) {
    const starts = [0];
    for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
    this.#starts = starts;
  }

  /** Infinity for a line that is not there. */
  offsetOf({ line, character }: { readonly line: number; readonly character: number }): number {
    return (this.#starts[line] ?? Infinity) + character;
  }

  stretchOf({ offset, length }: { readonly offset: number; readonly length: number }): Stretch {
    let low = 0;
    let high = this.#starts.length;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (this.#starts[middle] <= offset) low = middle;
      else high = middle;
    }
    return { line: low, character: offset - this.#starts[low], length };
  }
}
