/**
 * A predictor that knows of names: while an identifier lasts that may be one of them, each distribution passes through the prior
 * of the names, token by token. Before and after that the predictor within has the word alone.
 */
import {
  type Place,
  type PredictedStep,
  type Prediction,
  type Predictor,
  writeByTokens,
} from '../writing/predictor.ts';
import type { WriteRequest, WrittenTokens } from '../writing/predictor.ts';
import { type NameBelief, withNames } from './namePrior.ts';
import type { NameTrail } from './nameTrail.ts';

export class NamedPredictor implements Predictor {
  readonly #belief: NameBelief | undefined;

  /** `trail`: at the end of the document's text. */
  constructor(
    private readonly within: Predictor,
    private readonly trail: NameTrail,
    belief?: NameBelief,
  ) {
    this.#belief = belief;
  }

  get nextToken(): number | undefined {
    return this.within.nextToken;
  }

  placeAt(state: Place['state']): Place {
    return { ...this.within.placeAt(state), names: this.trail };
  }

  placeAfter(place: Place, token: number, state: Place['state']): Place {
    return { ...this.within.placeAfter(place, token, state), names: place.names?.after(token) };
  }

  async predict(place: Place): Promise<Prediction> {
    return this.#believe(await this.within.predict(place), place.names);
  }

  async step(places: readonly Place[], tokens: Int32Array): Promise<readonly PredictedStep[]> {
    const steps = await this.within.step(places, tokens);
    return steps.map((step, row) => {
      const names = places[row]?.names?.after(tokens[row] ?? -1);
      return { ...this.#believe(step, names), place: { ...step.place, names } };
    });
  }

  async write(request: WriteRequest): Promise<WrittenTokens> {
    if (request.place.names === undefined) return await this.within.write(request);
    // What follows the name is written by the next call, as the predictor within writes it.
    return await writeByTokens(this, request, ({ names }) => names !== undefined);
  }

  #believe<T extends Prediction>(prediction: T, names: NameTrail | undefined): T {
    if (names === undefined) return prediction;
    return { ...prediction, probabilities: withNames(prediction.probabilities, names, this.#belief) };
  }
}
