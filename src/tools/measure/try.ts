/**
 * `npm run try -- FILE[:LINE]`: what is offered at the end of a file, or of one of its lines (counted from 1). The
 * engine also sees the text after the cursor.
 *
 *   --model DIR   --eagerness quiet|balanced|eager
 */
import { readFile } from 'node:fs/promises';
import { languageOfPath } from '../../base/languages.ts';
import { UserError } from '../../base/userError.ts';
import { CompletionEngine } from '../../completion/completionEngine.ts';
import type { CompletionOffer } from '../../completion/request.ts';
import { loadCharacterModel } from '../../runtime/loadCharacterModel.ts';
import { oneOf, parseArguments } from '../shared/options.ts';

/** Splits `FILE:LINE`; without a line, the end of the file is meant. */
export function parsePlace(place: string): { readonly file: string; readonly line: number | undefined } {
  const match = /^(.+):(\d+)$/.exec(place);
  return match === null ? { file: place, line: undefined } : { file: match[1] ?? place, line: Number(match[2]) };
}

/** The text before and after the end of a line; trailing line breaks of a file are not written yet. */
export function cutAt(text: string, line: number | undefined): { readonly prefix: string; readonly suffix: string } {
  if (line === undefined) return { prefix: text.replace(/\n+$/, ''), suffix: '' };
  const prefix = text.split('\n').slice(0, line).join('\n');
  return { prefix, suffix: text.slice(prefix.length) };
}

function describe({ text, probability }: CompletionOffer): string {
  return `${(100 * probability).toFixed(1).padStart(5)} %  ${JSON.stringify(text)}`;
}

export async function main(args: readonly string[]): Promise<number> {
  const defaults = { model: 'models/base', eagerness: oneOf(['quiet', 'balanced', 'eager'], 'balanced') };
  const { options, positionals } = parseArguments(args, defaults);
  const [place] = positionals;
  if (place === undefined) throw new UserError('There is no file to try.', 'Name one: npm run try -- FILE[:LINE]');
  const { file, line } = parsePlace(place);
  const text = (await readFile(file, 'utf8')).replaceAll('\r\n', '\n');
  const { prefix, suffix } = cutAt(text, line);
  const { model, vocabulary } = await loadCharacterModel(options.model);
  const engine = new CompletionEngine(model, vocabulary, {
    clock: () => performance.now(),
    yieldToEventLoop: () => new Promise((resolve) => setImmediate(resolve)),
  });
  const request = {
    documentId: file,
    languageId: languageOfPath(file) ?? 'plaintext',
    path: file.replaceAll('\\', '/'),
    prefix,
    prefixStart: 0,
    suffix,
    eagerness: options.eagerness,
    maximumLength: 200,
    budgetMilliseconds: Infinity,
  };
  const never = new AbortController().signal;
  const typing = await engine.complete({ ...request, explicit: false }, never);
  const asked = await engine.complete({ ...request, explicit: true }, never);
  console.log(`…${prefix.slice(-200).split('\n').slice(-4).join('\n')}‸\n`);
  const [offer] = typing.offers;
  console.log(`While typing: ${offer === undefined ? 'nothing' : describe(offer)}`);
  console.log(['When asked:', ...asked.offers.map(describe)].join('\n  '));
  await model.dispose();
  return 0;
}
