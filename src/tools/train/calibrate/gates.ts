/**
 * Three ways to say how likely an offer is to be right, side by side. One to one: from the model's probability and the length alone; from those
 * and a few signs of the place. Many to one: from those and the last hidden state, in which the network has gathered all that was read.
 * The first is what ships (`completion/calibration.ts`); the others are here to see whether they would be better.
 */
import { type Calibration, logit } from '../../../completion/choosing/calibration.ts';
import { isWordCharacter } from '../../../completion/choosing/naturalStops.ts';
import { isInIndentation } from '../../../completion/choosing/showRule.ts';
import type { Rng } from '../../../base/rng.ts';
import { AdamW, adamWDefaults } from '../../../training/adamW.ts';
import { learningRate } from '../../../training/learningRateSchedule.ts';
import { featuresOf, fitCalibration } from './fitCalibration.ts';
import { fitLogistic } from './logisticRegression.ts';
import type { Gate, Shown, Surrounding } from './recordedSystem.ts';
import { stateOf, type WrittenPlace } from './writtenPlaces.ts';

export const gateNames = ['calibration', 'signs', 'state'] as const;
export type GateName = (typeof gateNames)[number];

export const gateTitles: Readonly<Record<GateName, string>> = {
  calibration: 'probability and length',
  signs: '… and signs of the place',
  state: '… and the last hidden state',
};

export function fitGate(name: GateName, shown: readonly Shown[], rng: Rng): Gate {
  switch (name) {
    case 'calibration':
      return constantGate(fitCalibration(shown));
    case 'signs':
      return fitSigns(shown);
    case 'state':
      return fitState(shown, rng);
  }
}

export function constantGate(calibration: Calibration): Gate {
  return { at: () => calibration };
}

const proseLanguages: readonly string[] = ['markdown', 'plaintext', 'restructuredtext', 'asciidoc', 'latex'];

/** What can be seen of a place, each number of the order of 1. */
function signsOf({ decoded, opinion }: WrittenPlace, { before, languageId, recent }: Surrounding): readonly number[] {
  const last = before.slice(-1);
  const inIndentation = isInIndentation(before);
  const flags = [
    inIndentation,
    !inIndentation && isWordCharacter(last) && isWordCharacter(decoded.text.charAt(0)),
    !inIndentation && last === ' ',
    decoded.text.startsWith('\n'),
    proseLanguages.includes(languageId),
  ];
  return [boundedLogit(decoded.probabilities[0] ?? 0) / 4, boundedLogit(opinion) / 4, recent, ...flags.map(Number)];
}

/** A calibration whose bias depends on the place. */
function fitSigns(shown: readonly Shown[]): Gate {
  const examples = shown.map((offer) => ({
    features: [...featuresOf(offer), ...signsOf(offer.place, offer.surrounding)],
    isRight: offer.isRight,
  }));
  const count = (examples[0]?.features.length ?? 3) - 3;
  const [bias = 0, slope = 1, length = 0, ...weights] = fitLogistic(examples, [
    0,
    1,
    0,
    ...new Array<number>(count).fill(0),
  ]);
  return {
    at: (place, surrounding) => {
      const signs = signsOf(place, surrounding);
      return {
        bias: bias + weights.reduce((sum, weight, index) => sum + weight * (signs[index] ?? 0), 0),
        slope,
        length,
      };
    },
  };
}

/** Decay per unit of learning rate: with a third of it, what is learnt is each package's own. */
const stateRecipe = { epochs: 6, batch: 64, peakRate: 0.002, weightDecay: 5 };

/** The same with one more weight for each number of the state. */
function fitState(shown: readonly Shown[], rng: Rng): Gate {
  const signs = fitSigns(shown);
  const logits = shown.map((offer) => {
    const { bias, slope, length } = signs.at(offer.place, offer.surrounding);
    const [, logitOfModel, logLength] = featuresOf(offer);
    return bias + slope * logitOfModel + length * logLength;
  });
  const size = shown[0]?.place.halves.length ?? 0;
  // The optimizer's ranges end at multiples of 4.
  const width = Math.ceil(size / 4) * 4;
  const { epochs, batch, peakRate, weightDecay } = stateRecipe;
  const optimizer = new AdamW(width, [[0, width]], { ...adamWDefaults, weightDecay });
  const total = epochs * Math.ceil(shown.length / batch);
  const schedule = { peak: peakRate, warmUp: Math.min(50, total), total, floor: 0.01 };
  const order = Array.from(shown.keys());
  for (let epoch = 0; epoch < epochs; epoch++) {
    rng.shuffle(order);
    for (let from = 0; from < order.length; from += batch) {
      optimizer.gradients.fill(0);
      const chosen = order.slice(from, from + batch);
      for (const index of chosen) {
        const offer = shown[index];
        if (offer === undefined) continue;
        const state = stateOf(offer.place);
        const predicted = 1 / (1 + Math.exp(-(logits[index] ?? 0) - product(optimizer.parameters, state)));
        const error = (predicted - Number(offer.isRight)) / chosen.length;
        for (const [at, value] of state.entries())
          optimizer.gradients[at] = (optimizer.gradients[at] ?? 0) + error * value;
      }
      optimizer.update(learningRate(schedule, optimizer.updates), 1, 0);
    }
  }
  return {
    at: (place, surrounding) => {
      const { bias, slope, length } = signs.at(place, surrounding);
      return { bias: bias + product(optimizer.parameters, stateOf(place)), slope, length };
    },
  };
}

function product(weights: Float32Array, state: Float32Array): number {
  let sum = 0;
  for (let index = 0; index < state.length; index++) sum += (weights[index] ?? 0) * (state[index] ?? 0);
  return sum;
}

function boundedLogit(probability: number): number {
  return logit(Math.min(1 - 1e-4, Math.max(1e-4, probability)));
}
