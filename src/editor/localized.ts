/**
 * Texts in the language of VS Code's user interface. The English text with `{0}`, `{1}` for its values is the key of a
 * translation in `media/l10n`. What a value says stays mere text, as in `plain`.
 */
import * as vscode from 'vscode';
import { type Markdown, markup, plain, type PlainText } from '../base/shownText.ts';

/** A template whose texts are ours, in the user's language. */
export function localized(ours: TemplateStringsArray, ...values: readonly (string | number)[]): PlainText {
  return plain(...translated(ours, values));
}

/** The same for Markdown. */
export function localizedMarkdown(
  ours: TemplateStringsArray,
  ...values: readonly (string | number | Markdown)[]
): Markdown {
  return markup(...translated(ours, values));
}

/** A translation may have the values in another order. */
function translated<T>(ours: TemplateStringsArray, values: readonly T[]): [TemplateStringsArray, ...T[]] {
  const key = ours.reduce((text, own, index) => `${text}{${index - 1}}${own}`);
  const parts = vscode.l10n.t(key).split(/\{(\d)\}/);
  const own = parts.filter((_, index) => index % 2 === 0);
  const order = parts.filter((_, index) => index % 2 === 1);
  return [Object.assign(own, { raw: own }), ...order.flatMap((index) => values[Number(index)] ?? [])];
}
