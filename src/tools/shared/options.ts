/**
 * Command-line options of the tools. The default of an option says what its value is: a number, a text, a flag
 * (`false`), one of some words (`oneOf`), a list of them (`someOf`), or a text that may be absent (`undefined`).
 */
import { parseArgs } from 'node:util';
import { UserError } from '../../base/userError.ts';

type Default =
  | number
  | string
  | boolean
  | undefined
  | { readonly choices: readonly string[]; readonly fallback: string }
  | { readonly each: readonly string[] };

type ValueOf<D> = D extends { readonly choices: readonly (infer T)[] }
  ? T
  : D extends { readonly each: readonly (infer T)[] }
    ? readonly T[] | undefined
    : D extends number
      ? number
      : D extends boolean
        ? boolean
        : D extends string
          ? string
          : string | undefined;

/** Names are in camel case here and have hyphens on the command line. */
export type Options<D> = { readonly [Name in keyof D]: ValueOf<D[Name]> };

export function oneOf<T extends string>(choices: readonly T[], fallback: NoInfer<T>) {
  return { choices, fallback };
}

/** Separated by commas or named several times. Each value is there once, in the order of the command line. */
export function someOf<T extends string>(each: readonly T[]) {
  return { each };
}

/** @throws UserError when a value is not what the option wants. */
export function parseOptions<D extends Readonly<Record<string, Default>>>(
  args: readonly string[],
  defaults: D,
): Options<D> {
  return parseArguments(args, defaults, false).options;
}

/** The same for programs that also take arguments without a name. */
export function parseArguments<D extends Readonly<Record<string, Default>>>(
  args: readonly string[],
  defaults: D,
  allowPositionals = true,
): { readonly options: Options<D>; readonly positionals: readonly string[] } {
  const names = Object.keys(defaults);
  const known = names.map((name) => {
    const type = typeof defaults[name] === 'boolean' ? ('boolean' as const) : ('string' as const);
    return [hyphenated(name), { type, multiple: true }] as const;
  });
  const { values, positionals } = parseArgs({ args: [...args], options: Object.fromEntries(known), allowPositionals });
  const options = names.map((name) => [name, valueOf(hyphenated(name), values[hyphenated(name)], defaults[name])]);
  return { options: Object.fromEntries(options) as Options<D>, positionals };
}

function valueOf(name: string, given: readonly (string | boolean)[] | undefined, fallback: Default): unknown {
  const last = given?.at(-1);
  if (typeof fallback === 'object') {
    if ('each' in fallback) return given && listOf(name, given.map(String), fallback.each);
    return typeof last === 'string' ? choiceOf(name, last, fallback.choices) : fallback.fallback;
  }
  if (typeof last === 'string' && typeof fallback === 'number') return numberOf(name, last);
  return last ?? fallback;
}

/** @throws UserError when it is no number. */
export function numberOf(name: string, value: string): number {
  const number = Number(value.replaceAll('_', ''));
  if (!Number.isFinite(number)) throw new UserError(`--${name} wants a number, not "${value}".`, 'Correct the option.');
  return number;
}

function choiceOf(name: string, value: string, choices: readonly string[]): string {
  if (choices.includes(value)) return value;
  throw new UserError(`--${name} is one of ${choices.join(', ')}, not "${value}".`, 'Correct the option.');
}

function listOf(name: string, given: readonly string[], each: readonly string[]): readonly string[] {
  const values = given.flatMap((value) => value.split(',')).map((value) => choiceOf(name, value.trim(), each));
  return [...new Set(values)];
}

function hyphenated(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}
