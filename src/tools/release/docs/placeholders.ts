/** The texts of package.json lie in package.nls.json, one file a language; `%name%` stands for a text. */

export type Texts = Readonly<Record<string, string>>;

/** A copy of a value of package.json with its texts in place. @throws Error for a text that is not there */
export function withTexts<T>(value: T, texts: Texts): T {
  return JSON.parse(JSON.stringify(value), (_key, part: unknown) => {
    const name = typeof part === 'string' ? /^%([\w.]+)%$/.exec(part)?.[1] : undefined;
    if (name === undefined) return part;
    const text = texts[name];
    if (text === undefined) throw new Error(`package.nls.json has no text ${name}.`);
    return text;
  }) as T;
}
