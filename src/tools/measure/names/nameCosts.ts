/** What members cost, in bits, under the mixed distribution and under the same with the names of a language server in mind. */
import { type NameBelief, withNames } from '../../../completion/names/namePrior.ts';
import { nameList, NameTrail } from '../../../completion/names/nameTrail.ts';
import type { DocumentCache } from '../../../completion/textCache/textCache.ts';
import type { ForetoldFile } from '../../train/mixture/packageTexts.ts';
import { endsInAccess } from './simulatedServer.ts';

export interface NameCosts {
  /** Of everything, without names. */
  bits: number;
  characters: number;
  /** Of the characters of members and the one behind them, by the number of letters typed (the last: that many or more). */
  readonly members: { count: number; without: number; readonly with: number[] }[];
}

export function noCosts(lengths: number, beliefs: number): NameCosts {
  const members = Array.from({ length: lengths }, () => ({
    count: 0,
    without: 0,
    with: new Array<number>(beliefs).fill(0),
  }));
  return { bits: 0, characters: 0, members };
}

/** Adds a file. The beliefs are tried out one beside the other. */
export function addCosts(
  costs: NameCosts,
  { tokens, opinions, characters }: ForetoldFile,
  document: DocumentCache,
  names: readonly string[],
  beliefs: readonly NameBelief[],
): void {
  const list = nameList(names);
  const size = opinions.length / Math.max(1, tokens.length);
  let trail: NameTrail | undefined;
  for (const [index, token] of tokens.entries()) {
    const opinion = opinions.subarray(index * size, (index + 1) * size);
    if (trail !== undefined) {
      const mixed = document.mix(document.context, opinion);
      const cost = costs.members[Math.min(trail.length, costs.members.length - 1)];
      if (cost !== undefined) {
        cost.count++;
        cost.without -= Math.log2(mixed[token] ?? 0);
        for (const [number, belief] of beliefs.entries()) {
          cost.with[number] = (cost.with[number] ?? 0) - Math.log2(withNames(mixed, trail, belief)[token] ?? 0);
        }
      }
    }
    costs.bits -= Math.log2(document.type(opinion, token));
    trail = isAccess(tokens, index + 1) ? NameTrail.after(list, '') : trail?.after(token);
  }
  costs.characters += characters;
}

/** Whether the last tokens are what a member stands behind: a dot, or an arrow, behind something that may have members. */
function isAccess(tokens: Int32Array, end: number): boolean {
  const last = String.fromCharCode(...tokens.subarray(Math.max(0, end - 3), end));
  const next = String.fromCharCode(tokens[end] ?? 0);
  // A server tells a member from the end of a sentence by the syntax; here it is told by what comes.
  return endsInAccess(last) && /[A-Za-z_$]/.test(next);
}
