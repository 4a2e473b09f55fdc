/**
 * How surprising one token is under a distribution, and how surprising it had to be: its negative log-probability, and the entropy, which is
 * the mean of that. The same is told of its kind alone, whether it goes on with a word or not: a word that ends too early is a surprise,
 * whatever it is that follows.
 */

/** In nats, each. */
export interface TokenSurprise {
  readonly nats: number;
  readonly entropy: number;
  readonly kindNats: number;
  readonly kindEntropy: number;
}

/** 1 for bytes of letters, digits, `_` and `$`, and for all bytes beyond ASCII, which are of letters more often than not. */
const goesOnWithWord = Uint8Array.from({ length: 256 }, (_, byte) =>
  byte >= 0x80 || /[\w$]/.test(String.fromCharCode(byte)) ? 1 : 0,
);

export function tokenSurprise(distribution: Float32Array, token: number): TokenSurprise {
  let entropy = 0;
  let words = 0;
  for (let other = 0; other < distribution.length; other++) {
    const probability = distribution[other];
    if (probability > 1e-9) entropy -= probability * Math.log(probability);
    if (goesOnWithWord[other] === 1) words += probability;
  }
  const word = natsOf(words);
  const other = natsOf(1 - words);
  return {
    nats: natsOf(distribution[token]),
    entropy,
    kindNats: goesOnWithWord[token] === 1 ? word : other,
    kindEntropy: words * word + (1 - words) * other,
  };
}

/** One number for each token of a text, in nats. */
export interface TokenScores {
  /** Negative log-probability of each token given all before it. */
  readonly nats: Float32Array;
  /** What was to be expected of that: the entropy of its distribution. */
  readonly entropies: Float32Array;
  /** The same two of each token's kind. */
  readonly kindNats: Float32Array;
  readonly kindEntropies: Float32Array;
}

export function emptyScores(length: number): TokenScores {
  const zeros = (): Float32Array => new Float32Array(length);
  return { nats: zeros(), entropies: zeros(), kindNats: zeros(), kindEntropies: zeros() };
}

/** Writes what `token` is under a distribution at `index`. */
export function scoreToken(scores: TokenScores, index: number, distribution: Float32Array, token: number): void {
  const { nats, entropy, kindNats, kindEntropy } = tokenSurprise(distribution, token);
  scores.nats[index] = nats;
  scores.entropies[index] = entropy;
  scores.kindNats[index] = kindNats;
  scores.kindEntropies[index] = kindEntropy;
}

function natsOf(probability: number): number {
  return Math.log(1 / Math.min(1, Math.max(probability, 1e-38)));
}
