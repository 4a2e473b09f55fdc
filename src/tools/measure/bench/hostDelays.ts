/**
 * How long the extension host was held up, project by project: what the programs in test/bench/ record inside a real
 * one, and what is to be said of it in a table. The host belongs to all extensions, so what our own code spent is told
 * apart from the rest.
 */

/** Of one stretch of time. */
export interface DelayMeasures {
  readonly seconds: number;
  /** Of whatever cause, a machine that was busy with something else included. */
  readonly longestMilliseconds: number;
  /** How many took longer than 20 ms. */
  readonly above20: number;
  /** Without the time in which the host waited for a core of the machine; absent where that is not known. */
  readonly longestRunningMilliseconds?: number;
  /** Of a delay, what was spent in code of this extension and in what that called. */
  readonly longestOwnMilliseconds: number;
  readonly ownAbove20: number;
}

export interface ProjectDelays {
  /** From the command to the question what is to be done. */
  readonly reading: DelayMeasures;
  /** From the command to the last word, with the panel open; absent where there is too little to learn. */
  readonly fineTuning?: DelayMeasures;
  /**
   * While what is read, and the report of the model, are shown. Both are Markdown, which brings extensions of VS Code's
   * own to life.
   */
  readonly documents: DelayMeasures;
  /** With nothing to do, for as long as the fine-tuning took. */
  readonly idle: DelayMeasures;
  /** How long each call took that forked an empty program. */
  readonly forkMilliseconds: readonly number[];
}

export interface HostMeasures {
  /** While a workspace was read, of whatever cause. */
  readonly longestDelayMilliseconds: number;
  /** By name. Absent in older reports. */
  readonly projects?: Readonly<Record<string, ProjectDelays>>;
}

export function hostMeasuresOf(projects: Readonly<Record<string, ProjectDelays>>): HostMeasures {
  const reading = Object.values(projects).map((delays) => delays.reading.longestMilliseconds);
  return { longestDelayMilliseconds: Math.max(...reading), projects };
}

/** The worst of all projects. */
export interface WorstDelays {
  /** By this extension, whatever it did. */
  readonly own: number;
  /** Of whatever cause, in a fine-tuning and with nothing to do. */
  readonly fineTuning: number;
  readonly idle: number;
  /** How many took longer than 20 ms, of all projects together. */
  readonly fineTuningAbove20: number;
  readonly idleAbove20: number;
}

export function worstDelays(projects: readonly ProjectDelays[]): WorstDelays {
  const learnt = projects.flatMap(({ fineTuning, idle }) => (fineTuning === undefined ? [] : [{ fineTuning, idle }]));
  const busy = projects.flatMap(({ reading, fineTuning = reading, documents }) => [reading, fineTuning, documents]);
  const longest = (measures: readonly DelayMeasures[]) =>
    Math.max(0, ...measures.map(({ longestMilliseconds }) => longestMilliseconds));
  const number = (measures: readonly DelayMeasures[]) => measures.reduce((sum, { above20 }) => sum + above20, 0);
  return {
    own: Math.max(0, ...busy.map(({ longestOwnMilliseconds }) => longestOwnMilliseconds)),
    fineTuning: longest(learnt.map(({ fineTuning }) => fineTuning)),
    idle: longest(learnt.map(({ idle }) => idle)),
    fineTuningAbove20: number(learnt.map(({ fineTuning }) => fineTuning)),
    idleAbove20: number(learnt.map(({ idle }) => idle)),
  };
}
