/**
 * Prefixes of the snippets that extensions contribute, VS Code's own among them. Ghost text behind such a word would
 * take the `Tab` that inserts the snippet. The files of a language are read once, when it is first asked for.
 */
import { parse } from 'jsonc-parser';
import * as vscode from 'vscode';
import type { Logger } from '../../base/logger.ts';

interface Contribution {
  readonly language: string | undefined;
  readonly uri: vscode.Uri;
}

export class SnippetPrefixes {
  /** By language id; empty while the files are read. */
  readonly #prefixes = new Map<string, Set<string>>();

  constructor(private readonly logger: Logger) {}

  /** Whether a line ends with a word that is a prefix, as far as the files are read. */
  endsLine(line: string, languageId: string): boolean {
    const word = /[\p{L}\p{N}_$-]{1,40}$/u.exec(line.slice(-40))?.[0];
    return word !== undefined && this.#of(languageId).has(word);
  }

  #of(languageId: string): ReadonlySet<string> {
    const known = this.#prefixes.get(languageId);
    if (known !== undefined) return known;
    const prefixes = new Set<string>();
    this.#prefixes.set(languageId, prefixes);
    this.#read(languageId, prefixes).catch((error: unknown) => {
      this.logger.debug('Snippets of extensions could not be read.', error);
    });
    return prefixes;
  }

  async #read(languageId: string, prefixes: Set<string>): Promise<void> {
    for (const { language, uri } of contributions()) {
      if (language !== undefined && language !== languageId) continue;
      const text = new TextDecoder().decode(await vscode.workspace.fs.readFile(uri));
      for (const snippet of Object.values(recordOf(parse(text, [], { allowTrailingComma: true })))) {
        const { prefix, scope } = recordOf(snippet);
        const isOfLanguage =
          language !== undefined || typeof scope !== 'string' || scope.split(',').includes(languageId);
        for (const one of Array.isArray(prefix) ? prefix : [prefix])
          if (isOfLanguage && typeof one === 'string') prefixes.add(one);
      }
    }
  }
}

/** Files of snippets in the manifests of extensions, as far as they make sense. */
function contributions(): Contribution[] {
  return vscode.extensions.all.flatMap(({ packageJSON, extensionUri }) => {
    const { snippets } = recordOf(recordOf(packageJSON)['contributes']);
    return (Array.isArray(snippets) ? snippets : []).flatMap((entry): Contribution[] => {
      const { language, path } = recordOf(entry);
      if (typeof path !== 'string') return [];
      const uri = vscode.Uri.joinPath(extensionUri, path);
      return [{ language: typeof language === 'string' ? language : undefined, uri }];
    });
  });
}

function recordOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}
