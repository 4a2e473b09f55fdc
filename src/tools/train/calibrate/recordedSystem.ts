/**
 * A file as it is typed with a rule and a gate, when it is known what the model writes at every place: what the engine would show, without
 * the model. It keeps what it has shown, which is what gates are fitted to.
 */
import type { Calibration } from '../../../completion/choosing/calibration.ts';
import {
  horizon,
  isInIndentation,
  prospectOf,
  type ShowRule,
  stopsOf,
  type Surroundings,
} from '../../../completion/choosing/showRule.ts';
import { planned } from '../../../completion/choosing/offerPlan.ts';
import type { ReplayDocument, ReplayFile, ReplaySystem } from '../../../replay/replaySystem.ts';
import type { WrittenFile, WrittenPlace } from './writtenPlaces.ts';

/** What is known of a place beside what was written there. */
export interface Surrounding {
  /** Text before the place, the last of it. */
  readonly before: string;
  readonly languageId: string;
  /** How the last offers in the file went: the share that was right, the later the weightier; a half before there are any. */
  readonly recent: number;
}

/** Says of each place how far the model is to be believed there. */
export interface Gate {
  at(place: WrittenPlace, surrounding: Surrounding): Calibration;
}

/** An offer that was made. */
export interface Shown {
  readonly place: WrittenPlace;
  readonly surrounding: Surrounding;
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
/** Weight of the last offer among those that went before. */
const recency = 0.2;

/** Where offers may end, which is the same whatever the rule is. */
const stopsOfPlaces = new WeakMap<WrittenPlace, readonly number[]>();

export class RecordedSystem implements ReplaySystem {
  readonly askedAfterAccept = true;
  readonly shown: Shown[] = [];
  readonly #files: ReadonlyMap<ReplayFile, WrittenFile>;

  constructor(
    files: readonly WrittenFile[],
    private readonly gate: Gate,
    private readonly rule: ShowRule,
  ) {
    this.#files = new Map(files.map((written) => [written.file, written]));
  }

  open(file: ReplayFile): ReplayDocument {
    const places = this.#files.get(file)?.places;
    let recent = 0.5;
    let standing: { readonly offset: number; readonly text: string; readonly probability: number } | undefined;
    return {
      offer: (prefix) => {
        if (standing !== undefined) {
          const typed = prefix.slice(standing.offset);
          const rest = standing.text.startsWith(typed) ? standing.text.slice(typed.length) : '';
          if (rest.trim() !== '') return Promise.resolve({ text: rest, probability: standing.probability });
          recent += recency * ((standing.text === typed ? 1 : 0) - recent);
        }
        standing = undefined;
        const place = places?.get(prefix.length);
        if (place === undefined) return Promise.resolve(undefined);
        const surrounding = { before: prefix.slice(-longestBefore), languageId: file.languageId, recent };
        const offer = this.#choose(place, surrounding, file.text.slice(prefix.length));
        standing = offer && { ...offer, offset: prefix.length };
        return Promise.resolve(offer);
      },
      close: () => undefined,
    };
  }

  #choose(place: WrittenPlace, surrounding: Surrounding, following: string) {
    const { decoded } = place;
    const calibration = this.gate.at(place, surrounding);
    const surroundings: Surroundings = {
      prefix: surrounding.before,
      suffix: '',
      requiredStart: '',
      maximumLength,
      calibration,
    };
    const { tokens } = horizon(decoded, this.rule, surroundings);
    const length = tokens === 0 ? 0 : (decoded.ends[tokens - 1] ?? 0);
    const stops = this.#stopsOf(place, surroundings).filter((stop) => stop <= length);
    const inIndentation = isInIndentation(surrounding.before);
    const prospect = prospectOf(decoded, tokens, calibration, inIndentation);
    const choice = planned(prospect, stops, this.rule.cost, this.rule.leastValue);
    if (choice === undefined) return undefined;
    const text = decoded.text.slice(0, choice.stop);
    this.shown.push({
      place,
      surrounding,
      modelProbability: modelProbabilityUpTo(place, choice.stop),
      length: Math.max(1, prospect.keystrokes[choice.stop] ?? 0),
      isRight: following.startsWith(text),
    });
    return { text, probability: prospect.right[choice.stop] ?? 0 };
  }

  #stopsOf(place: WrittenPlace, surroundings: Surroundings): readonly number[] {
    const known = stopsOfPlaces.get(place);
    if (known !== undefined) return known;
    const stops = stopsOf(place.decoded, place.decoded.ends.length, this.rule, surroundings);
    stopsOfPlaces.set(place, stops);
    return stops;
  }
}

function modelProbabilityUpTo({ decoded: { ends, probabilities } }: WrittenPlace, stop: number): number {
  const last = ends.findIndex((end) => end >= stop);
  return probabilities.slice(0, last + 1).reduce((product, probability) => product * probability, 1);
}
