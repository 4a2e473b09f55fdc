/** What faults are injected into, and how each may end. */

export const faultKinds = ['server', 'trainer', 'storage', 'import', 'lock', 'clock', 'workspace'] as const;
export type FaultKind = (typeof faultKinds)[number];

/** `lost`: a model, a state or a secret. `hung`: no answer. `unclear`: something was told that is not so, or nothing. */
export const faultResults = ['survived', 'lost', 'hung', 'unclear'] as const;

export interface FaultOutcome {
  readonly result: (typeof faultResults)[number];
  /** The fault, and what became of it. */
  readonly what: string;
}

/** Something that faults of one kind are injected into, one after the other. */
export interface FaultStage {
  /** The name of the fault comes with the outcome. */
  inject(index: number): Promise<FaultOutcome>;
  dispose(): Promise<void>;
}

/** Faults that need processes take seconds, so there are fewer of them. */
const weights: Readonly<Record<FaultKind, number>> = {
  server: 8,
  trainer: 2,
  storage: 46,
  import: 22,
  lock: 2,
  clock: 2,
  workspace: 18,
};

/** How many of `count` faults are of which kind; together `count`. */
export function sharesOf(kinds: readonly FaultKind[], count: number): readonly (readonly [FaultKind, number])[] {
  const total = kinds.reduce((sum, kind) => sum + weights[kind], 0);
  let used = 0;
  let weight = 0;
  return kinds.map((kind) => {
    weight += weights[kind];
    const share = Math.round((count * weight) / total) - used;
    used += share;
    return [kind, share] as const;
  });
}

/** What an error says, for the list of faults. */
export function textOf(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}` : JSON.stringify(error);
}

export function survived(what: string): FaultOutcome {
  return { result: 'survived', what };
}

/** Whether an error tells the user something: a sentence, and not an empty or technical one. */
export function isTelling(error: unknown): boolean {
  const { message, action } = error as { readonly message?: unknown; readonly action?: unknown };
  return typeof message === 'string' && typeof action === 'string' && /^[A-Z].*\.$/s.test(message) && action !== '';
}
