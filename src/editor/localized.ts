/**
 * Texts in the language of VS Code's user interface. The English text with `{0}`, `{1}` for its values is the key of a
 * translation in `media/l10n`. What a value says stays mere text, as in `plain`.
 */
import * as vscode from 'vscode';
import { plain, type PlainText } from '../base/shownText.ts';

/** A template whose texts are ours, in the user's language. A translation may have the values in another order. */
export function localized(ours: TemplateStringsArray, ...values: readonly (string | number)[]): PlainText {
  const key = ours.reduce((text, own, index) => `${text}{${index - 1}}${own}`);
  const parts = vscode.l10n.t(key).split(/\{(\d)\}/);
  const own = parts.filter((_, index) => index % 2 === 0);
  const order = parts.filter((_, index) => index % 2 === 1);
  return plain(Object.assign(own, { raw: own }), ...order.map((index) => values[Number(index)] ?? ''));
}
