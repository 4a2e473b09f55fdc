/**
 * What may be read of a workspace, and why not. `reasonNotToRead` decides by path, kind and size, before anything is
 * opened; `readableText` decides by the content and removes the lines with secrets. All other code asks these two.
 */
import { languageOfPath } from '../base/languages.ts';
import { type Pace, withoutRest } from '../base/pace.ts';
import { byteLength } from '../base/wtf8.ts';
import type { ExcludeMatcher } from './excludeGlobs.ts';
import { isVendoredPath, reasonToDropByPath, reasonToDropByText, type FileLimits } from './fileFilters.ts';
import { normalised, type FileText } from './fileText.ts';
import type { GitIgnoreRules } from './gitIgnoreRules.ts';
import { isSecretFile } from './secretFiles.ts';
import { withoutSecretLinesInPieces } from './secretPieces.ts';
import type { TextWithoutSecrets } from './secretText.ts';
import type { DirectoryEntry, LeftOutReason } from './workspaceSurvey.ts';

const fileLimits: FileLimits = { largest: 1_000_000, smallest: 40 };

/** Folders of version control: they are no part of the workspace, and reports do not list them. */
const versionControl = new Set(['.git', '.hg', '.svn', '.jj']);

export function isVersionControl(name: string): boolean {
  return versionControl.has(name);
}

const binaryEndings =
  /\.(?:7z|a|avi|avif|bin|bmp|bz2|class|dll|dmg|docx?|dylib|eot|exe|flac|gif|gz|icns|ico|jar|jpe?g|lib|mo|mov|mp[34]|o|obj|ogg|onnx|otf|parquet|pdf|png|pptx?|psd|pyc|rar|safetensors|so|sqlite3?|tar|tgz|tiff?|ttf|vsix|wasm|wav|webm|webp|whl|woff2?|xlsx?|xz|zip|zst)$/i;
/** Text that programs write for programs, and drawings and notebooks with embedded pictures. */
const dataEndings = /\.(?:csv|geojson|har|ipynb|log|map|ndjson|jsonl|svg|tsv)$/i;

/** The rules of a workspace itself. */
export interface WorkspaceRules {
  /** By the globs of the settings. */
  readonly exclude: ExcludeMatcher;
  readonly gitIgnore: GitIgnoreRules;
}

/**
 * Why a file or a folder is not read; `undefined` when it may be. The first reason counts. Secrets come before other
 * rules, so that a report says "secret" wherever that is the case.
 * @param path inside the workspace folder, forward slashes
 */
export function reasonNotToRead(
  path: string,
  { kind, size }: DirectoryEntry,
  { exclude, gitIgnore }: WorkspaceRules,
): LeftOutReason | undefined {
  if (kind === 'link') return 'link';
  if (kind === 'other') return 'unreadable';
  const isFolder = kind === 'folder';
  // The rules are about files, so a folder is asked for by a file in it.
  const asFile = isFolder ? `${path}/file` : path;
  if (isSecretFile(asFile)) return 'secret';
  if (exclude.isTooLarge || gitIgnore.isTooLarge) return 'tooManyRules';
  if (exclude.matches(path)) return 'excluded';
  if (gitIgnore.ignores(path, isFolder)) return 'ignored';
  if (isVendoredPath(asFile)) return 'vendored';
  if (isFolder) return undefined;
  if (binaryEndings.test(path)) return 'binary';
  return reasonToDropByPath(path, size, fileLimits) ?? (dataEndings.test(path) ? 'data' : undefined);
}

export interface ReadableText {
  readonly languageId: string;
  /** Without the lines that hold secrets. */
  readonly text: string;
  /** How many lines were removed. */
  readonly secretLines: number;
}

/** The text of a file as it may be learnt, or why none of it may be. */
export async function readableText(
  path: string,
  content: FileText,
  pace: Pace = withoutRest,
): Promise<ReadableText | { readonly reason: LeftOutReason }> {
  // Some file systems return binary files as text.
  if (content.kind !== 'text' || content.text.includes('\0'))
    return { reason: content.kind === 'gone' ? 'unreadable' : 'binary' };
  const text = normalised(content.text);
  const languageId = languageOfPath(path) ?? 'plaintext';
  const clean = await withoutSecretLinesInPieces(text, pace, languageId);
  const reason = reasonByText(path, text, clean, languageId);
  return reason === undefined ? { languageId, text: clean.text, secretLines: clean.lines } : { reason };
}

function reasonByText(
  path: string,
  text: string,
  clean: TextWithoutSecrets,
  languageId: string,
): LeftOutReason | undefined {
  // The path rules again: the file may have grown since it was listed.
  const reason = reasonToDropByPath(path, byteLength(text), fileLimits) ?? reasonToDropByText(path, text, languageId);
  if (reason !== undefined && reason !== 'secret') return reason;
  if (byteLength(clean.text) < fileLimits.smallest) return 'secret';
  // A key in the middle of a file costs its lines, not the file.
  return reason === undefined ? undefined : reasonToDropByText(path, clean.text, languageId);
}
