/**
 * Types a file with a rule and a calibration from what the model wrote at every place. It shows what the engine would
 * show, without the model. It keeps what it has shown, to fit a calibration to.
 */
import type { Calibration } from '../../../completion/choosing/calibration.ts';
import {
  type DecodedText,
  horizon,
  isInIndentation,
  prospectOf,
  type ShowRule,
  stopsOf,
  type Surroundings,
} from '../../../completion/choosing/showRule.ts';
import { planned } from '../../../completion/choosing/offerPlan.ts';
import type { ReplayDocument, ReplayFile, ReplaySystem } from '../../../replay/replaySystem.ts';
import type { WrittenFile } from './writtenPlaces.ts';

/** An offer that was made. */
export interface Shown {
  /** That it is right, as the model says. */
  readonly modelProbability: number;
  /** In keystrokes. */
  readonly length: number;
  readonly isRight: boolean;
}

/** Longest offer, in UTF-16 code units. */
const maximumLength = 200;
/** Text that is looked at before a place. */
const longestBefore = 2500;

/** Where offers may end. All rules share it. */
const stopsOfTexts = new WeakMap<DecodedText, readonly number[]>();

export class RecordedSystem implements ReplaySystem {
  readonly askedAfterAccept = true;
  readonly shown: Shown[] = [];
  readonly #files: ReadonlyMap<ReplayFile, WrittenFile>;

  constructor(
    files: readonly WrittenFile[],
    private readonly calibration: Calibration,
    private readonly rule: ShowRule,
  ) {
    this.#files = new Map(files.map((written) => [written.file, written]));
  }

  open(file: ReplayFile): ReplayDocument {
    const places = this.#files.get(file)?.places;
    let standing: { readonly offset: number; readonly text: string; readonly probability: number } | undefined;
    return {
      offer: (prefix) => {
        if (standing !== undefined) {
          const typed = prefix.slice(standing.offset);
          const rest = standing.text.startsWith(typed) ? standing.text.slice(typed.length) : '';
          if (rest.trim() !== '') return Promise.resolve({ text: rest, probability: standing.probability });
        }
        standing = undefined;
        const decoded = places?.get(prefix.length);
        if (decoded === undefined) return Promise.resolve(undefined);
        const offer = this.#choose(decoded, prefix.slice(-longestBefore), file.text.slice(prefix.length));
        standing = offer && { ...offer, offset: prefix.length };
        return Promise.resolve(offer);
      },
      close: () => undefined,
    };
  }

  #choose(decoded: DecodedText, before: string, following: string) {
    const { calibration } = this;
    const surroundings: Surroundings = {
      prefix: before,
      suffix: '',
      requiredStart: '',
      maximumLength,
      calibration,
    };
    const { tokens } = horizon(decoded, this.rule, surroundings);
    const length = tokens === 0 ? 0 : (decoded.ends[tokens - 1] ?? 0);
    const stops = this.#stopsOf(decoded, surroundings).filter((stop) => stop <= length);
    const inIndentation = isInIndentation(before);
    const prospect = prospectOf(decoded, tokens, calibration, inIndentation);
    const choice = planned(prospect, stops, this.rule.cost, this.rule.leastValue);
    if (choice === undefined) return undefined;
    const text = decoded.text.slice(0, choice.stop);
    this.shown.push({
      modelProbability: modelProbabilityUpTo(decoded, choice.stop),
      length: Math.max(1, prospect.keystrokes[choice.stop] ?? 0),
      isRight: following.startsWith(text),
    });
    return { text, probability: prospect.right[choice.stop] ?? 0 };
  }

  #stopsOf(decoded: DecodedText, surroundings: Surroundings): readonly number[] {
    const known = stopsOfTexts.get(decoded);
    if (known !== undefined) return known;
    const stops = stopsOf(decoded, decoded.ends.length, this.rule, surroundings);
    stopsOfTexts.set(decoded, stops);
    return stops;
  }
}

function modelProbabilityUpTo({ ends, probabilities }: DecodedText, stop: number): number {
  const last = ends.findIndex((end) => end >= stop);
  return probabilities.slice(0, last + 1).reduce((product, probability) => product * probability, 1);
}
