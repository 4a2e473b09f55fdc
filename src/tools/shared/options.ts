/** Command-line options of the tools: numbers are numbers, and a mistake is a sentence. */
import { UserError } from '../../base/userError.ts';

export function numberOption(name: string, value: string | undefined, fallback: number): number {
  if (value === undefined) return fallback;
  const number = Number(value.replaceAll('_', ''));
  if (!Number.isFinite(number)) throw new UserError(`--${name} wants a number, not "${value}".`, 'Correct the option.');
  return number;
}

export function choiceOption<T extends string>(
  name: string,
  value: string | undefined,
  choices: readonly T[],
  fallback: T,
): T {
  if (value === undefined) return fallback;
  const choice = choices.find((candidate) => candidate === value);
  if (choice === undefined) {
    throw new UserError(`--${name} is one of ${choices.join(', ')}, not "${value}".`, 'Correct the option.');
  }
  return choice;
}
