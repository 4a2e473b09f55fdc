/**
 * Texts that are shown. What a file, a setting, a model or an error says may hold links that run commands, icons,
 * Markdown, or characters that reverse or hide what stands beside them. Only the functions here make a text that
 * messages, status, hovers, lists and pages take, and in it all this is mere text.
 */

declare const checked: unique symbol;

/** One line for a message, a list, a status item or a page: no link, no icon but those of our own, no controls. */
export type PlainText = string & { readonly [checked]: true };

/** Longest text that is shown of any foreign one, in UTF-16 code units. */
const longestForeign = 1_000;

/**
 * Controls, halves of surrogate pairs, line separators, and characters that change the direction of others or are
 * invisible. The joiners stay: scripts and emoji need them.
 */
const unseen = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}]|(?![\u200c\u200d])\p{Cf}/gu;
const unseenInPages = /(?![\t\n])\p{Cc}|[\p{Cs}\p{Zl}\p{Zp}]|(?![\u200c\u200d])\p{Cf}/gu;

/** A template whose texts are ours. The values may come from anywhere. */
export function plain(ours: TemplateStringsArray, ...values: readonly (string | number)[]): PlainText {
  const parts = ours.map(
    (own, index) => own + (index < values.length ? withoutIcons(readable(`${values[index] ?? ''}`)) : ''),
  );
  return withoutLinks(parts.reduce(joined)) as PlainText;
}

/** A text behind one of our own icons. */
export function withIcon(icon: PlainText, text: PlainText): PlainText {
  return `${icon} ${text}` as PlainText;
}

/** Any text, as it may be shown. */
export function plainText(foreign: string): PlainText {
  return plain`${foreign}`;
}

/** One line without controls; white space and what cannot be seen become a space or a sign for it. */
function readable(text: string): string {
  const shown = text.length > longestForeign ? `${text.slice(0, longestForeign)}…` : text;
  return shown.replace(/[\t\n\r]+/g, ' ').replace(unseen, '\ufffd');
}

/** A text of several lines for a page, without what cannot be seen. Pages set texts as text, so there is no markup. */
export function pageText(text: string): string {
  return text.replace(unseenInPages, '\ufffd');
}

/** `[text](command:…)` is a link in messages and status items. A space between the brackets prevents that. */
function withoutLinks(text: string): string {
  return text.replaceAll('](', '] (');
}

/** `$(name)` is an icon in lists and status items. */
function withoutIcons(text: string): string {
  return text.replaceAll('$(', '$ (');
}

/** Two parts must not make an icon either. */
function joined(before: string, after: string): string {
  return before.endsWith('$') && after.startsWith('(') ? `${before} ${after}` : before + after;
}

/** A whole number with its digits in groups. Not with `Intl`: its first use costs the extension host some 25 ms. */
export function grouped(value: number): string {
  const digits = `${Math.round(value)}`;
  const groups: string[] = [];
  for (let end = digits.length; end > 0; end -= 3) groups.unshift(digits.slice(Math.max(0, end - 3), end));
  return groups.join(',');
}

/** A piece of Markdown. Where it comes from a foreign text, all of its characters stand for themselves. */
export class Markdown {
  private constructor(readonly source: string) {}

  /** A template whose texts are Markdown of our own. */
  static of(ours: TemplateStringsArray, ...values: readonly (string | number | Markdown)[]): Markdown {
    const written = values.map((value) => (value instanceof Markdown ? value.source : escaped(readable(`${value}`))));
    return new Markdown(ours.reduce((source, own, index) => source + (written[index - 1] ?? '') + own));
  }

  /** A foreign text in a code span. */
  static code(text: string): Markdown {
    const quote = readable(text);
    let longest = 0;
    for (const [fence] of quote.matchAll(/`+/g)) longest = Math.max(longest, fence.length);
    const fence = '`'.repeat(longest + 1);
    const room = quote.startsWith('`') || quote.endsWith('`') ? ' ' : '';
    return new Markdown(`${fence}${room}${quote}${room}${fence}`);
  }

  /** @param target ours: a command with its arguments encoded */
  static link(title: string, target: string): Markdown {
    return new Markdown(`[${escaped(readable(title))}](${target.replace(/[\s()]/g, encodeURIComponent)})`);
  }

  static lines(lines: readonly Markdown[]): Markdown {
    return new Markdown(lines.map(({ source }) => source).join('\n'));
  }

  static joined(parts: readonly Markdown[], separator: string): Markdown {
    return new Markdown(parts.map(({ source }) => source).join(separator));
  }
}

/** A template of Markdown, see `Markdown.of`. */
export const markup = Markdown.of.bind(Markdown);

/** Every mark of Markdown and HTML stands for itself, and an address is no link. */
function escaped(text: string): string {
  return text
    .replace(/[\\`*_[\]<>#|!~$&@]/g, String.raw`\$&`)
    .replaceAll('://', String.raw`:\/\/`)
    .replace(/\bwww\./gi, (start) => `${start.slice(0, -1)}${String.raw`\.`}`)
    .replace(/^[-+=]/, String.raw`\$&`)
    .replace(/^(\d{1,9})\.(?=\s|$)/, String.raw`$1\.`);
}
