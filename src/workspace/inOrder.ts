/** Several slow things at once, one result after the other: what is asked of a file system may take long, and order must not depend on it. */

/**
 * Results in the order of the items, while up to `width` of them are being worked on. The first failure ends it; no more work is begun once
 * the consumer has left.
 */
export async function* inOrder<Item, Result>(
  items: Iterable<Item>,
  width: number,
  work: (item: Item) => Promise<Result>,
): AsyncGenerator<Result, void, undefined> {
  const waiting: Promise<Result>[] = [];
  for (const item of items) {
    const result = work(item);
    // Whoever awaits it still sees the failure; whoever left before must not be told of it as an unhandled one.
    result.catch(() => undefined);
    waiting.push(result);
    const first = waiting.length >= width ? waiting.shift() : undefined;
    if (first !== undefined) yield await first;
  }
  for (const result of waiting) yield await result;
}
