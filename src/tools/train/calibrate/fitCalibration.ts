/**
 * Fits a calibration to offers and what became of them: logistic regression on the logit of the model's probability and
 * the logarithm of the length.
 */
import { type Calibration, logit } from '../../../completion/choosing/calibration.ts';
import { fitLogistic } from './logisticRegression.ts';

/** What was offered: how likely the model said it was, how many keystrokes long, and whether it was right. */
export interface Outcome {
  readonly modelProbability: number;
  readonly length: number;
  readonly isRight: boolean;
}

/** Probabilities nearer to 0 or 1 count as these: a single mistake of something certain must not outweigh all else. */
const surest = 1 - 1e-4;

/** @throws RangeError when offers that seemed likelier were right less often */
export function fitCalibration(outcomes: readonly Outcome[]): Calibration {
  const examples = outcomes.map((outcome) => ({ features: featuresOf(outcome), isRight: outcome.isRight }));
  const [bias = 0, slope = 1, length = 0] = fitLogistic(examples, [0, 1, 0]);
  if (!(slope > 0)) throw new RangeError('offers that seemed likelier were right less often');
  return { bias, slope, length };
}

/** What a calibration is a weighted sum of. */
function featuresOf({ modelProbability, length }: Outcome): readonly [number, number, number] {
  return [1, logit(Math.min(surest, Math.max(1 - surest, modelProbability))), Math.log(length)];
}
