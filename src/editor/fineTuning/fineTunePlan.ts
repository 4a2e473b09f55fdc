/**
 * How a fine-tuning is to be done: what the user chose for this workspace, over what the settings say. Both may hold anything; what makes
 * no sense counts as not said.
 */

export interface FineTunePlan {
  readonly minutes: number;
  /** Threads of the trainer; 0 for half of what there is. */
  readonly cores: number;
  /** Globs to leave out, on top of those of the settings. */
  readonly exclude: readonly string[];
}

/** Where things are remembered; VS Code's `Memento` is one. */
export interface Memory {
  get(key: string): unknown;
  update(key: string, value: unknown): PromiseLike<void>;
}

export const minutesRange = { least: 1, most: 240 };

const defaultMinutes = 10;
const memoryKey = 'fineTunePlan';

export function isMinutes(value: unknown): value is number {
  return typeof value === 'number' && value >= minutesRange.least && value <= minutesRange.most;
}

export function isCores(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= 256;
}

export function globsOf(value: unknown): readonly string[] {
  if (!Array.isArray(value)) return [];
  return value.filter((glob): glob is string => typeof glob === 'string' && glob.trim() !== '');
}

/** @param settings values of the settings by name, as they were found */
export function planOf(memory: Memory, settings: (name: 'minutes' | 'cores') => unknown): FineTunePlan {
  const found = memory.get(memoryKey);
  const chosen = new Map<string, unknown>(typeof found === 'object' && found !== null ? Object.entries(found) : []);
  const [minutes, cores] = (['minutes', 'cores'] as const).map((name) => [chosen.get(name), settings(name)]);
  return {
    minutes: minutes?.find(isMinutes) ?? defaultMinutes,
    cores: cores?.find(isCores) ?? 0,
    exclude: globsOf(chosen.get('exclude')),
  };
}

/** Remembers what was chosen, and only that: what nobody chose keeps following the settings. */
export async function rememberChoice(memory: Memory, choice: Partial<FineTunePlan>): Promise<void> {
  const before = memory.get(memoryKey);
  await memory.update(memoryKey, { ...(typeof before === 'object' ? before : {}), ...choice });
}

/** Threads for a plan on a machine with so many cores. */
export function threadsOf({ cores }: FineTunePlan, available: number): number {
  return Math.max(1, cores === 0 ? Math.floor(available / 2) : Math.min(cores, available));
}
