/*
 * What is worth learning, decided by a file's path and content. People write code and prose; tools write bundles, lock
 * files, tables and stubs, and a small model that learns those forgets the rest. Each rule answers one question about
 * one file, for the corpus tool and for fine-tuning. Rules are cheap and rather drop a file too many.
 */

import { isSecretFile } from './secretFiles.ts';

/** Why a file is not learnt. */
export type DropReason =
  'tooLarge' | 'tooSmall' | 'binary' | 'vendored' | 'lockFile' | 'generated' | 'minified' | 'data' | 'secret';

export interface FileLimits {
  /** In bytes. */
  readonly largest: number;
  /** In bytes; shorter files are mostly re-exports and stubs. */
  readonly smallest: number;
}

// prettier-ignore
const vendoredFolders = new Set([
  'node_modules', 'bower_components', 'jspm_packages', 'vendor', 'vendored', '_vendor', 'third_party',
  'third-party', 'thirdparty', '3rdparty', 'site-packages', '.venv', 'venv', '.yarn', 'pods', 'shaded',
]);

// prettier-ignore
const buildFolders = new Set([
  'dist', 'build', 'out', 'target', 'coverage', '.next', '.nuxt', '.cache', '__pycache__', 'umd',
  '__snapshots__',
]);

/** Whether a folder of the path holds third-party code or build output. `path` has forward slashes. */
export function isVendoredPath(path: string): boolean {
  const folders = path.toLowerCase().split('/').slice(0, -1);
  return folders.some((folder) => vendoredFolders.has(folder) || buildFolders.has(folder));
}

// prettier-ignore
const lockFiles = new Set([
  'package-lock.json', 'npm-shrinkwrap.json', 'yarn.lock', 'pnpm-lock.yaml', 'bun.lock', 'cargo.lock',
  'go.sum', 'go.work.sum', 'poetry.lock', 'uv.lock', 'pdm.lock', 'pipfile.lock', 'composer.lock',
  'gemfile.lock', 'flake.lock', 'deno.lock', 'gradle.lockfile', '.cargo_vcs_info.json',
]);

export function isLockFile(path: string): boolean {
  return lockFiles.has(fileNameOf(path).toLowerCase());
}

const generatedPaths =
  /(?:^|\/)(?:__generated__|generated|zz_generated[^/]*|[^/]*(?:\.pb\.(?:go|cc|h)|_pb2(?:_grpc)?\.pyi?|_pb\.[jt]s|_grpc_pb\.[jt]s|\.generated\.[^/]+|\.g\.[a-z]+|_generated\.[a-z]+|_string\.go|\.designer\.cs))(?:\/|$)/i;
const generatedHeaders =
  /@generated\b|\bdo not (?:edit|modify)\b|\bauto-?(?:matically )?generated\b|\b(?:file|code) (?:is |was |has been )?(?:automatically )?generated (?:by|from|using|with)\b|^[^\w\n]{0,80}generated (?:by|from|with)\b|\bmachine generated\b/im;
const headerCharacters = 1500;
/** Marks that TypeScript, Babel and bundlers put at the top of the JavaScript they write. */
const compiledMarks =
  /\b__esModule\b|\b_interopRequire|\b__awaiter\b|\b__toESM\b|\b_classCallCheck\b|^\/\/# sourceMappingURL/m;

/** Whether a path or the first lines say that a tool wrote the file; compiled JavaScript counts. */
export function isGenerated(path: string, text: string): boolean {
  const head = text.slice(0, headerCharacters);
  if (generatedPaths.test(path) || generatedHeaders.test(head)) return true;
  return /\.[cm]?jsx?$/.test(path) && compiledMarks.test(head);
}

/** Languages in which a paragraph or an attribute list may be one line. */
const longLineLanguages = new Set(['markdown', 'restructuredtext', 'plaintext', 'html', 'latex', 'asciidoc', 'xml']);

/** Whether lines are longer than people type, at most or on average. */
export function isMinified(path: string, text: string, languageId: string): boolean {
  if (/[.-]min\.[a-z]+$/i.test(path)) return true;
  const [longestAllowed, averageAllowed] = longLineLanguages.has(languageId) ? [4000, 600] : [800, 110];
  let lines = 0;
  for (let start = 0; start < text.length; lines++) {
    const newline = text.indexOf('\n', start);
    const end = newline < 0 ? text.length : newline;
    if (end - start > longestAllowed) return true;
    start = end + 1;
  }
  return text.length / Math.max(1, lines) > averageAllowed;
}

/** Share of letters among visible characters below which a file is a table: code has 0.6–0.8, number tables 0–0.3. */
const leastLetters = 0.42;
/** Least share of distinct lines: templates and tables repeat themselves. */
const leastDistinctLines = 0.3;

/** Whether the text is data rather than writing: few letters, or mostly repeated lines. */
export function isDataDump(text: string): boolean {
  let letters = 0;
  let visible = 0;
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (code <= 32) continue;
    visible++;
    if ((code >= 97 && code <= 122) || (code >= 65 && code <= 90) || code > 127) letters++;
  }
  if (letters < visible * leastLetters) return true;
  const lines = text.split('\n').filter((line) => line.trim().length > 3);
  return lines.length > 60 && new Set(lines).size < lines.length * leastDistinctLines;
}

const secretText = /-----BEGIN [A-Z ]*(?:PRIVATE KEY|CERTIFICATE|PGP)/;

/** Whether path or text point to keys or credentials. Test keys count too: the model must not learn to write any. */
export function isSecret(path: string, text: string): boolean {
  return isSecretFile(path) || secretText.test(text);
}

/** The rules by path and size. */
export function reasonToDropByPath(path: string, byteLength: number, limits: FileLimits): DropReason | undefined {
  if (isVendoredPath(path)) return 'vendored';
  if (isLockFile(path)) return 'lockFile';
  if (byteLength > limits.largest) return 'tooLarge';
  if (byteLength < limits.smallest) return 'tooSmall';
  return undefined;
}

/** The rules by content; `reasonToDropByPath` and `isBinary` come first. */
export function reasonToDropByText(path: string, text: string, languageId: string): DropReason | undefined {
  if (isSecret(path, text)) return 'secret';
  if (isGenerated(path, text)) return 'generated';
  if (isMinified(path, text, languageId)) return 'minified';
  if (isDataDump(text)) return 'data';
  return undefined;
}

function fileNameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
