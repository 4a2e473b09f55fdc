/**
 * What a language server might answer, made up from texts alone: after `.`, `->` and `::` the members that the file names anywhere, seven in
 * eight of them, among members of the package's other files. A real one knows the type in front of the dot, so its list is shorter; on the
 * other hand it sometimes knows nothing.
 */
import { createHash } from 'node:crypto';
import { Rng } from '../../../base/rng.ts';
import { typedName } from '../../../completion/names/nameTrail.ts';
import type { ReplayFile } from '../../../replay/replaySystem.ts';

/** Names in a list. */
const listLength = 100;
/** One name in so many is known to nobody. */
const unknownShare = 8;

const member = /(?<=[\w$)\]?]\.|->|::)([A-Za-z_$][A-Za-z0-9_$]*)/g;
const notCode = new Set([
  'markdown',
  'plaintext',
  'json',
  'jsonc',
  'yaml',
  'toml',
  'ini',
  'xml',
  'html',
  'restructuredtext',
]);

/** The list for a file; `undefined` where nobody would ask a language server. */
export function memberNames(
  file: ReplayFile,
  others: readonly ReplayFile[],
  seed: number,
): readonly string[] | undefined {
  if (notCode.has(file.languageId)) return undefined;
  const own = [...membersOf(file)].filter((name) => !isUnknown(name));
  const foreign = new Set(
    others.filter(({ languageId }) => languageId === file.languageId).flatMap((other) => [...membersOf(other)]),
  );
  for (const name of own) foreign.delete(name);
  const distractors = new Rng(seed).shuffle([...foreign]);
  return [...own, ...distractors].slice(0, Math.max(listLength, own.length));
}

/** Whether the identifier at the end of a text is a member, or one begins there. */
export function isAtMember(text: string): boolean {
  return endsInAccess(text.slice(0, text.length - typedName(text).length));
}

export function endsInAccess(text: string): boolean {
  return /(?:[\w$)\]?]\.|->|::)$/.test(text.slice(-3));
}

function membersOf({ text }: ReplayFile): Set<string> {
  return new Set([...text.matchAll(member)].map(([, name = '']) => name));
}

function isUnknown(name: string): boolean {
  return (createHash('sha256').update(name).digest()[0] ?? 0) % unknownShare === 0;
}
