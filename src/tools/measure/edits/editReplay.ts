/**
 * Edits typed by all systems side by side. A session begins with the workspace as it was, and a stretch with the
 * document as it was on both sides of the cursor. A finished document is saved.
 */
import type { Eagerness } from '../../../completion/request.ts';
import { type Measures, measuresOf } from '../../../replay/measures.ts';
import type { ReplayDocument, ReplaySystem } from '../../../replay/replaySystem.ts';
import { addTallies, type Tally, writeStretch } from '../../../replay/simulatedWriter.ts';
import type { SystemName } from '../replay/replayReport.ts';
import type { SystemDefinition, SystemParts } from '../replay/systems.ts';
import type { EditSession } from './editSession.ts';
import { type EditedDocument, type PlaceClass, placeClasses, type Stretch } from './stretch.ts';

/** Everything that a session's systems are built of, except its workspace. */
type SessionParts = Omit<SystemParts, 'train'>;

export interface EditReplayOptions {
  readonly parts: SessionParts;
  readonly definitions: readonly SystemDefinition[];
  readonly eagerness: Eagerness;
  /** Whether what is offered after the last character of a stretch counts as wrong. */
  readonly asksAfterwards: boolean;
  /** A clock in milliseconds. */
  readonly now: () => number;
  /** Hears of each document that is done. */
  readonly onDocument: (session: EditSession, document: EditedDocument) => void;
}

/** Measures of one class of places. */
interface ClassMeasures {
  readonly characters: number;
  readonly stretches: number;
  readonly keystrokesSaved: number;
  readonly acceptanceRate: number;
  readonly wrongPer100: number;
}

interface EditedSystem extends Measures {
  readonly classes: Readonly<Record<PlaceClass, ClassMeasures>>;
}

export interface EditReplayResult {
  readonly sessions: number;
  readonly documents: number;
  readonly systems: Readonly<Partial<Record<SystemName, EditedSystem>>>;
}

interface TypedStretch {
  readonly place: Stretch['place'];
  readonly tally: Tally;
}

export async function replayEdits(
  sessions: AsyncIterable<EditSession> | Iterable<EditSession>,
  options: EditReplayOptions,
): Promise<EditReplayResult> {
  const typed = new Map<SystemName, TypedStretch[]>();
  let sessionCount = 0;
  let documents = 0;
  for await (const session of sessions) {
    const systems = await buildSystems(session, options);
    for (const document of session.documents) {
      for (const [name, system] of systems) {
        const all = typed.get(name) ?? [];
        for (const stretch of await typeDocument(system, document, options)) all.push(stretch);
        typed.set(name, all);
      }
      options.onDocument(session, document);
      documents++;
    }
    sessionCount++;
  }
  const systems = Object.fromEntries([...typed].map(([name, stretches]) => [name, measured(stretches)]));
  return { sessions: sessionCount, documents, systems };
}

async function buildSystems(
  { workspace }: EditSession,
  { parts, definitions, eagerness }: EditReplayOptions,
): Promise<(readonly [SystemName, ReplaySystem])[]> {
  const systems: (readonly [SystemName, ReplaySystem])[] = [];
  for (const { name, build } of definitions) {
    const built = await build({ ...parts, train: workspace });
    if (built !== undefined) systems.push([name, built.at(eagerness)]);
  }
  return systems;
}

async function typeDocument(
  system: ReplaySystem,
  { path, languageId, stretches, after }: EditedDocument,
  { now, asksAfterwards }: EditReplayOptions,
): Promise<TypedStretch[]> {
  const file = { path, languageId, text: after };
  const document: ReplayDocument = system.open(file);
  const typed: TypedStretch[] = [];
  try {
    for (const stretch of stretches()) {
      for (const change of stretch.changes) document.edited?.(change);
      if (stretch.text === '') continue;
      typed.push({ place: stretch.place, tally: await writeStretch(document, system, stretch, now, asksAfterwards) });
    }
  } finally {
    document.close();
  }
  system.save?.(file);
  return typed;
}

function measured(typed: readonly TypedStretch[]): EditedSystem {
  const classes = Object.fromEntries(
    placeClasses.map((place) => [place, classMeasures(typed.filter((one) => place === 'all' || one.place === place))]),
  ) as Record<PlaceClass, ClassMeasures>;
  return { ...measuresOf(addTallies(typed.map(({ tally }) => tally))), classes };
}

function classMeasures(typed: readonly TypedStretch[]): ClassMeasures {
  const tally = addTallies(typed.map((one) => one.tally));
  const { keystrokesSaved, acceptanceRate, wrongPer100 } = measuresOf(tally);
  return { characters: tally.characters, stretches: typed.length, keystrokesSaved, acceptanceRate, wrongPer100 };
}
