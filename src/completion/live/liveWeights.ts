/**
 * Live learning (dynamic evaluation, Krause et al. 2018) of one open document: fast weights beside the output layer of
 * the model, logits += ΔW·x, where x is the input of that layer. They start at zero, learn each token that is read or
 * typed, and go with the document. The layers below do not change.
 */

/** Of a step. Best with the text cache; without it, twice as much is hardly better. */
const rate = 0.003;
/** Tokens with a smaller error are skipped: most are, and nothing is lost. */
const leastError = 0.01;
/** Tokens that the model finds less likely are skipped. */
const leastProbability = 3e-5;
/** Bound of the change of a logit. */
const largestShift = 12;

export class LiveWeights {
  /** Rows (H) of ΔW by token; absent where it is zero. */
  readonly #rows: (Float32Array | undefined)[] = [];
  #bytes = 0;

  get bytes(): number {
    return this.#bytes;
  }

  /** The distribution (V) of the next token. `features`: of the state, (H). Sums to 1. */
  adjust(modelProbabilities: Float32Array, features: Float32Array): Float32Array {
    const adjusted = modelProbabilities.slice();
    let sum = 0;
    for (let token = 0; token < modelProbabilities.length; token++) {
      const probability = modelProbabilities[token];
      const row = this.#rows[token];
      if (row === undefined || probability < leastProbability) {
        sum += probability;
        continue;
      }
      const shift = productOf(row, features);
      const moved = probability * Math.exp(Math.min(Math.max(shift, -largestShift), largestShift));
      adjusted[token] = moved;
      sum += moved;
    }
    for (let token = 0; token < adjusted.length; token++) adjusted[token] /= sum;
    return adjusted;
  }

  /** Learns a token: one step down the gradient of its cost. Returns what `adjust` returned before. */
  learn(modelProbabilities: Float32Array, features: Float32Array, token: number): Float32Array {
    const adjusted = this.adjust(modelProbabilities, features);
    for (let other = 0; other < adjusted.length; other++) {
      const error = (other === token ? 1 : 0) - adjusted[other];
      if (Math.abs(error) >= leastError) stepAlong(this.#row(other, features.length), features, rate * error);
    }
    return adjusted;
  }

  #row(token: number, length: number): Float32Array {
    const known = this.#rows[token];
    if (known !== undefined) return known;
    const row = new Float32Array(length);
    this.#rows[token] = row;
    this.#bytes += row.byteLength;
    return row;
  }
}

/** Four sums, which the processor can compute side by side. */
function productOf(a: Float32Array, b: Float32Array): number {
  let [first, second, third, fourth] = [0, 0, 0, 0];
  let index = 0;
  for (; index + 3 < a.length; index += 4) {
    first += a[index] * b[index];
    second += a[index + 1] * b[index + 1];
    third += a[index + 2] * b[index + 2];
    fourth += a[index + 3] * b[index + 3];
  }
  for (; index < a.length; index++) first += a[index] * b[index];
  return first + second + third + fourth;
}

/** row += scale · direction */
function stepAlong(row: Float32Array, direction: Float32Array, scale: number): void {
  for (let index = 0; index < row.length; index++) row[index] += scale * direction[index];
}
