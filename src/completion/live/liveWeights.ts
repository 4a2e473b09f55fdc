/**
 * Live learning (dynamic evaluation, Krause et al. 2018) of one open document: fast weights beside the model's own
 * output layer, logits += ΔW·x, where x is what the output layer sees of a state. They begin at zero, learn each token
 * as it is read or typed, and go with the document. The layers below stay as they are: they lie in 8 bits inside the
 * native library.
 */

/** Of a step. What is best together with the text cache; twice as much is best without it, and hardly better. */
const rate = 0.003;
/** Tokens whose probability was off by less are left alone: most are, and nothing is lost. */
const leastError = 0.01;
/** Tokens that the model thinks less of than this are not looked at. */
const leastProbability = 3e-5;
/** Logits move this far at most. */
const largestShift = 12;

export class LiveWeights {
  /** Rows (H) of ΔW, by token; absent where it is zero. */
  readonly #rows: (Float32Array | undefined)[] = [];
  #bytes = 0;

  get bytes(): number {
    return this.#bytes;
  }

  /**
   * The distribution (V) of the next token where the model alone says `modelProbabilities`, (V), and its output layer sees
   * `features`, (H). Sums to 1.
   */
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

  /**
   * Takes note of the token that came: one step along the gradient of what it cost. Gives what `adjust` gave before
   * that.
   */
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

/** In four sums, which do not wait for each other. */
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
