/**
 * How far a document bears out what was predicted in it. Some texts are full of what a model knows, others of what it only seems to know;
 * over all of them it may be right as often as it says, and in each of them not. So what becomes of every offer, whether the writer
 * goes on with all of it, moves the probabilities of the next ones in the same document a little.
 */
import { endsInsideCodePoint } from './documentText.ts';

/** Steps of logistic regression on the bias alone; chosen on held-out packages of the corpus. */
const rate = 0.06;
/** The bias stays within this of 0, in logits. */
const farthest = 1;

export class TrackRecord {
  #bias = 0;
  #open: { readonly prefix: string; readonly text: string; readonly probability: number } | undefined;

  /** To be added to the bias of a calibration. */
  get bias(): number {
    return this.#bias;
  }

  /** An offer is on show after `prefix`, in place of what was. */
  shown(prefix: string, { text, probability }: { readonly text: string; readonly probability: number }): void {
    this.#open = { prefix, text, probability };
  }

  /** The text before the cursor has become `prefix`: says whether the offer was right, wrong, or still stands. */
  observe(prefix: string): void {
    if (this.#open === undefined || endsInsideCodePoint(prefix)) return;
    const { prefix: before, text, probability } = this.#open;
    const typed = prefix.startsWith(before) ? prefix.slice(before.length) : undefined;
    if (typed !== undefined && text.startsWith(typed) && typed.length < text.length) return;
    this.#open = undefined;
    // Who went elsewhere says nothing of the offer.
    if (typed === undefined) return;
    const outcome = typed.startsWith(text) ? 1 : 0;
    this.#bias = Math.min(farthest, Math.max(-farthest, this.#bias + rate * (outcome - probability)));
  }
}
