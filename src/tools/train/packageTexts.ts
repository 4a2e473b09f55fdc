/**
 * The held-out packages of the corpus as workspaces. Each package is whole, as in its archive, since the corpus holds
 * only a part. It is split as a replayed workspace is, with the model's distributions before each token that is typed.
 */
import { join } from 'node:path';
import { CopyReader } from '../../completion/textCache/copyCodes.ts';
import type { WorkspaceTexts } from '../../completion/textCache/workspaceTexts.ts';
import { LiveWeights } from '../../completion/live/liveWeights.ts';
import { distributions } from '../shared/distributions.ts';
import { byteLength } from '../../base/wtf8.ts';
import type { ReplayFile } from '../../replay/replaySystem.ts';
import type { LoadedCharacterModel } from '../../runtime/loadCharacterModel.ts';
import { packagesFolder } from '../corpus/fetch.ts';
import { readPackage } from '../corpus/packages.ts';
import { labelOf, readManifest } from '../corpus/manifest.ts';
import { candidatesOf, Deduplicator, DropCounter } from '../corpus/select.ts';
import { splitFiles, takeFiles } from '../measure/replay/replayFiles.ts';

export interface PackageTexts {
  readonly name: string;
  /** What the workspace holds. */
  readonly train: readonly ReplayFile[];
  readonly typed: readonly ReplayFile[];
}

/** A file that is typed, with the distributions (V) before each of its tokens, one after the other. */
export interface ForetoldFile {
  readonly file: ReplayFile;
  readonly tokens: Int32Array;
  /** Of the model alone. */
  readonly alone: Float32Array;
  /** Of the model with what it has learnt of the file so far: what the text cache is mixed with. */
  readonly opinions: Float32Array;
  /** UTF-8 bytes. */
  readonly characters: number;
}

/** @throws Error when a package cannot be had */
export async function heldOutPackages(maximumCharacters: number, seed: number): Promise<readonly PackageTexts[]> {
  const { packages } = readManifest(join('models', 'corpus.json'));
  const result: PackageTexts[] = [];
  for (const pin of packages.filter(({ split }) => split === 'heldOut')) {
    const archive = (await readPackage(pin, packagesFolder())).files;
    const drops = new DropCounter();
    const candidates = new Deduplicator().keepNew(candidatesOf(pin, archive, drops), drops);
    const files = candidates.map(({ path, language, text }) => ({ path, languageId: language, text }));
    const { train, heldOut } = splitFiles(files);
    const typed = takeFiles(heldOut, maximumCharacters, seed);
    if (typed.length > 0) result.push({ name: labelOf(pin), train, typed });
  }
  return result;
}

/** `workspace`: where a model with a copy input finds what it copies. */
export async function foretell(
  { model, vocabulary, manifest }: LoadedCharacterModel,
  file: ReplayFile,
  workspace: WorkspaceTexts,
): Promise<ForetoldFile> {
  const header = vocabulary.encodeHeader(file.languageId, file.path);
  const tokens = vocabulary.encode(file.text);
  const copies =
    manifest.config.copyCodes === undefined
      ? undefined
      : Int32Array.from(new CopyReader(vocabulary, workspace, file.languageId, '').codesOf(header, tokens));
  const { state } = await model.read(model.initialState(), header, [], copies?.subarray(0, header.length));
  const alone = new Float32Array(tokens.length * vocabulary.size);
  const opinions = new Float32Array(alone.length);
  const live = new LiveWeights();
  let index = 0;
  for await (const { state: before, probabilities } of distributions(
    model,
    state,
    tokens,
    copies?.subarray(header.length),
  )) {
    alone.set(probabilities, index * vocabulary.size);
    const opinion = live.learn(probabilities, model.features(before), tokens[index] ?? 0);
    opinions.set(opinion, index * vocabulary.size);
    index++;
  }
  return { file, tokens, alone, opinions, characters: byteLength(file.text) };
}
