/**
 * The surprise of a token under a distribution (its negative log-probability) and the expected surprise (the entropy).
 * The same two numbers exist for the token's kind: does it continue a word or not? A word that ends too early is
 * surprising, whatever follows it.
 */

/** All in nats. */
export interface TokenSurprise {
  readonly nats: number;
  readonly entropy: number;
  readonly kindNats: number;
  readonly kindEntropy: number;
}

/** 1 for bytes of letters, digits, `_` and `$`, and for all bytes beyond ASCII, most of which belong to letters. */
const continuesWord = Uint8Array.from({ length: 256 }, (_, byte) =>
  byte >= 0x80 || /[\w$]/.test(String.fromCharCode(byte)) ? 1 : 0,
);

export function tokenSurprise(distribution: Float32Array, token: number): TokenSurprise {
  let entropy = 0;
  let words = 0;
  for (let other = 0; other < distribution.length; other++) {
    const probability = distribution[other];
    if (probability > 1e-9) entropy -= probability * Math.log(probability);
    if (continuesWord[other] === 1) words += probability;
  }
  const word = natsOf(words);
  const other = natsOf(1 - words);
  return {
    nats: natsOf(distribution[token]),
    entropy,
    kindNats: continuesWord[token] === 1 ? word : other,
    kindEntropy: words * word + (1 - words) * other,
  };
}

/** One number for each token of a text, in nats: surprise and entropy of the token and of its kind. */
export interface TokenScores {
  readonly nats: Float32Array;
  readonly entropies: Float32Array;
  readonly kindNats: Float32Array;
  readonly kindEntropies: Float32Array;
}

export function emptyScores(length: number): TokenScores {
  const zeros = (): Float32Array => new Float32Array(length);
  return { nats: zeros(), entropies: zeros(), kindNats: zeros(), kindEntropies: zeros() };
}

/** Writes the scores of `token` under a distribution at `index`. */
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
