/**
 * Types a file with a rule and a calibration from what the model wrote at every place. It shows what the engine would
 * show, without the model. It keeps what it has shown, to fit a calibration to.
 */
import { endsWithKeyword } from '../../../base/keywords.ts';
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
const minimumLength = 1;
/** Text that is looked at before a place. */
const longestBefore = 2500;

/** Where offers may end, by the number of tokens that are looked at. All rules share it. */
const stopsOfTexts = new WeakMap<DecodedText, Map<number, readonly number[]>>();

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
        if (endsWithKeyword(prefix, file.languageId)) return Promise.resolve(undefined);
        if (standing !== undefined) {
          const typed = prefix.slice(standing.offset);
          const rest = standing.text.startsWith(typed) ? standing.text.slice(typed.length) : '';
          if (rest.trim() !== '') return Promise.resolve({ text: rest, probability: standing.probability });
        }
        standing = undefined;
        const decoded = places?.get(prefix.length);
        if (decoded === undefined) return Promise.resolve(undefined);
        const offer = this.#choose(decoded, file, prefix);
        standing = offer && { ...offer, offset: prefix.length };
        return Promise.resolve(offer);
      },
      close: () => undefined,
    };
  }

  #choose(decoded: DecodedText, { languageId, text: whole }: ReplayFile, typed: string) {
    const before = typed.slice(-longestBefore);
    const { calibration } = this;
    const surroundings: Surroundings = {
      prefix: before,
      suffix: '',
      requiredStart: '',
      maximumLength,
      minimumLength,
      languageId,
      calibration,
    };
    const { tokens } = horizon(decoded, this.rule, surroundings);
    const stops = this.#stopsOf(decoded, tokens, surroundings);
    const inIndentation = isInIndentation(before);
    const prospect = prospectOf(decoded, tokens, calibration, inIndentation);
    const choice = planned(prospect, stops, this.rule, minimumLength);
    if (choice === undefined) return undefined;
    const text = decoded.text.slice(0, choice.stop);
    this.shown.push({
      modelProbability: modelProbabilityUpTo(decoded, choice.stop),
      length: Math.max(1, prospect.keystrokes[choice.stop] ?? 0),
      isRight: whole.startsWith(text, typed.length),
    });
    return { text, probability: prospect.right[choice.stop] ?? 0 };
  }

  #stopsOf(decoded: DecodedText, tokens: number, surroundings: Surroundings): readonly number[] {
    const known = stopsOfTexts.get(decoded) ?? new Map<number, readonly number[]>();
    stopsOfTexts.set(decoded, known);
    const stops = known.get(tokens) ?? stopsOf(decoded, tokens, surroundings);
    known.set(tokens, stops);
    return stops;
  }
}

function modelProbabilityUpTo({ ends, probabilities }: DecodedText, stop: number): number {
  const last = ends.findIndex((end) => end >= stop);
  return probabilities.slice(0, last + 1).reduce((product, probability) => product * probability, 1);
}
