/** The latest of something, each once, the very latest first. */

/** @returns the same list when nothing changes, which is the rule: somebody types on in the file they type in */
export function withLatest(list: readonly string[], latest: string, most: number): readonly string[] {
  if (list[0] === latest) return list;
  return [latest, ...list.filter((item) => item !== latest)].slice(0, most);
}
