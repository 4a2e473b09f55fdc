/**
 * Types files with every system, one file at a time, in this process or (`TyperProcess`) in another one. Both give the
 * same result, since nothing is carried from one file to the next.
 */
import { join } from 'node:path';
import type { Calibration } from '../../../completion/choosing/calibration.ts';
import { Mixture } from '../../../completion/textCache/mixture.ts';
import type { Eagerness } from '../../../completion/request.ts';
import type { ReplayFile, ReplaySystem } from '../../../replay/replaySystem.ts';
import { type Tally, write } from '../../../replay/simulatedWriter.ts';
import { loadCharacterModel } from '../../../runtime/loadCharacterModel.ts';
import { readMixture } from '../../../runtime/baseModelFiles.ts';
import { type FileCost, type MeasuredSystem, type SystemDefinition, systemDefinitions } from './systems.ts';
import type { SystemName } from './replayReport.ts';

/** What is typed, and with what. Plain data: it crosses the boundary to other processes. */
export interface TypingSetup {
  readonly train: readonly ReplayFile[];
  readonly files: readonly ReplayFile[];
  /** Folders of the models. */
  readonly base: string;
  readonly fineTuned: string | undefined;
  readonly eagerness: readonly Eagerness[];
  readonly maximumLength: number;
  /** Whether each file is begun with a draft, where a system can. */
  readonly drafts: boolean;
  /** Only these; `undefined` for all there are. */
  readonly systems: readonly SystemName[] | undefined;
  /** In place of the engine's own. */
  readonly calibration: Calibration | undefined;
}

/** A system at a setting. */
export interface SystemVariant {
  readonly name: SystemName;
  readonly eagerness: Eagerness;
}

/** What one file came to with one variant. */
export interface FileRecord extends SystemVariant {
  readonly tally: Tally;
  /** Of the file, the same at every setting. */
  readonly cost: FileCost | undefined;
}

export interface FileTyper {
  /** Gets everything ready; gives the variants that each file is typed with, in the order of the records. */
  prepare(setup: TypingSetup): Promise<readonly SystemVariant[]>;
  /** Types a file of the setup. `advanced` hears of every stretch, in UTF-16 code units, once for each variant. */
  type(index: number, advanced: (characters: number) => void): Promise<readonly FileRecord[]>;
  /** Ends what was prepared. */
  dispose(): Promise<void>;
}

/** Folder of the numbers of the text cache, the same with every model. */
const shippedNumbers = join('models', 'base');

interface ReadySystem {
  readonly name: SystemName;
  readonly cost: MeasuredSystem['cost'] | undefined;
  readonly variants: readonly { readonly eagerness: Eagerness; readonly system: ReplaySystem }[];
}

export class LocalTyper implements FileTyper {
  #files: readonly ReplayFile[] = [];
  #systems: readonly ReadySystem[] = [];
  #models: readonly { dispose(): Promise<void> }[] = [];

  /** `now`: a clock in milliseconds. */
  constructor(
    private readonly now: () => number,
    private readonly definitions: readonly SystemDefinition[] = systemDefinitions,
  ) {}

  /** @throws UserError when there is no model in a folder. */
  async prepare(setup: TypingSetup): Promise<readonly SystemVariant[]> {
    await this.dispose();
    const base = await loadCharacterModel(setup.base);
    this.#models = [base.model];
    const fineTuned = setup.fineTuned === undefined ? undefined : await loadCharacterModel(setup.fineTuned);
    if (fineTuned !== undefined) this.#models = [base.model, fineTuned.model];
    const mixture = Mixture.fromTables(await readMixture(shippedNumbers));
    const { train, maximumLength, drafts, calibration } = setup;
    const systems: ReadySystem[] = [];
    for (const { name, hasEagerness, build } of this.definitions) {
      if (setup.systems?.includes(name) === false) continue;
      const built = await build({ train, base, fineTuned, mixture, maximumLength, drafts, calibration });
      if (built === undefined) continue;
      const settings = hasEagerness ? setup.eagerness : setup.eagerness.slice(0, 1);
      const variants = settings.map((eagerness) => ({ eagerness, system: built.at(eagerness) }));
      systems.push({ name, cost: built.cost, variants });
    }
    this.#files = setup.files;
    this.#systems = systems;
    return systems.flatMap(({ name, variants }) => variants.map(({ eagerness }) => ({ name, eagerness })));
  }

  async type(index: number, advanced: (characters: number) => void): Promise<readonly FileRecord[]> {
    const file = this.#files[index];
    if (file === undefined) throw new RangeError(`there is no file ${index}`);
    const records: FileRecord[] = [];
    for (const { name, cost, variants } of this.#systems) {
      const fileCost = await cost?.(file);
      for (const { eagerness, system } of variants) {
        let reached = 0;
        const tally = await write(system, file, this.now, (offset) => {
          advanced(offset - reached);
          reached = offset;
        });
        system.forget?.();
        records.push({ name, eagerness, tally, cost: fileCost });
      }
    }
    return records;
  }

  async dispose(): Promise<void> {
    const models = this.#models;
    this.#models = [];
    this.#systems = [];
    for (const model of models) await model.dispose();
  }
}
