/**
 * A growing Int32Array. Encoders write into `tokens` directly after `reserve`, so that a whole text is encoded without a call
 * for each token.
 */
export class TokenSink {
  tokens: Int32Array;
  length = 0;

  constructor(capacity: number) {
    this.tokens = new Int32Array(Math.max(capacity, 16));
  }

  /** Makes room for `count` more tokens. Replaces `tokens` where it has to. */
  reserve(count: number): void {
    const wanted = this.length + count;
    if (wanted <= this.tokens.length) return;
    const larger = new Int32Array(Math.max(wanted, Math.ceil(this.tokens.length * 1.5)));
    larger.set(this.tokens.subarray(0, this.length));
    this.tokens = larger;
  }

  push(token: number): void {
    this.reserve(1);
    this.tokens[this.length++] = token;
  }

  /** A copy of exactly what was written. */
  toArray(): Int32Array {
    return this.tokens.slice(0, this.length);
  }
}
