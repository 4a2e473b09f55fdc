/**
 * What authors changed between two states of a workspace: the texts before, and in each changed file what was typed.
 */
import type { ReplayFile } from '../../../replay/replaySystem.ts';
import { codePoints } from '../../../replay/simulatedWriter.ts';
import { readWorkspace } from '../replay/replayFiles.ts';
import type { EditedDocument } from './stretch.ts';
import { stretchesBetween } from './textEdits.ts';

export interface EditSession {
  /** Shown in reports: a commit, two folders, a trace. */
  readonly name: string;
  /** Texts of the workspace before any of it. */
  readonly workspace: readonly ReplayFile[];
  readonly documents: readonly EditedDocument[];
}

/** Files that are in both states and differ, and files that are new. `renamed`: paths before, by paths after. */
export function editsBetween(
  before: readonly ReplayFile[],
  after: readonly ReplayFile[],
  renamed: ReadonlyMap<string, string> = new Map(),
): EditedDocument[] {
  const texts = new Map(before.map(({ path, text }) => [path, text]));
  return after.flatMap(({ path, languageId, text }) => {
    const old = texts.get(renamed.get(path) ?? path) ?? '';
    return old === text ? [] : [{ path, languageId, stretches: () => stretchesBetween(old, text), after: text }];
  });
}

/** Code points that are typed in a document. */
export function insertedCharacters({ stretches }: EditedDocument): number {
  let sum = 0;
  for (const { text } of stretches()) sum += codePoints(text);
  return sum;
}

/** Two versions of one package, as two folders. Files are those that fine-tuning may read. */
export async function versionsSession(oldFolder: string, newFolder: string): Promise<EditSession> {
  const { files: workspace } = await readWorkspace(oldFolder);
  const { files } = await readWorkspace(newFolder);
  return { name: `${oldFolder} → ${newFolder}`, workspace, documents: editsBetween(workspace, files) };
}
