/** Several slow calls at once, with their results in order, so that the speed of a file system changes nothing. */

/** At most `width` calls at a time. Ends with the first failure, or when the consumer stops. */
export async function* inOrder<Item, Result>(
  items: Iterable<Item>,
  width: number,
  work: (item: Item) => Promise<Result>,
): AsyncGenerator<Result, void, undefined> {
  const waiting: Promise<Result>[] = [];
  for (const item of items) {
    const result = work(item);
    // The consumer still sees the failure. Without a consumer it must not count as unhandled.
    result.catch(() => undefined);
    waiting.push(result);
    const first = waiting.length >= width ? waiting.shift() : undefined;
    if (first !== undefined) yield await first;
  }
  for (const result of waiting) yield await result;
}
