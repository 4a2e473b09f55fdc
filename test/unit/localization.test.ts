/**
 * Every string that a user sees can be translated: those of package.json lie in package.nls.json, those of the editor
 * go through `localized`. Each language has all of them and no other.
 */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';

const root = path.resolve(import.meta.dirname, '../..');
const readTexts = (file: string) =>
  JSON.parse(readFileSync(path.join(root, file), 'utf8')) as Readonly<Record<string, string>>;
const languages = ['de', 'zh-cn'];

/** Links, code and places for values, which a translation has to keep. */
const fixedParts = (text: string) =>
  [...text.matchAll(/\]\(command:[^)]+\)|`[^`]+`|\{\d\}|\$\([\w~-]+\)/g)].map(([part]) => part).toSorted();

describe('package.json', () => {
  const texts = readTexts('package.nls.json');
  const manifest = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as {
    readonly capabilities: object;
    readonly contributes: object;
  };

  /** Fields that VS Code shows, and names that are the same in all languages. */
  const shown = new Set(['title', 'description', 'markdownDescription', 'enumDescriptions', 'enumItemLabels', 'label']);
  const names = new Set(['Undercurrent']);

  function* textsIn(value: unknown, field = ''): Generator<string> {
    if (typeof value === 'string' && shown.has(field)) yield value;
    if (typeof value !== 'object' || value === null) return;
    for (const [key, part] of Object.entries(value)) yield* textsIn(part, Array.isArray(value) ? field : key);
  }

  const used = [...textsIn({ ...manifest, capabilities: manifest.capabilities })].filter((text) => !names.has(text));

  it('has no text of its own, and uses each text of package.nls.json', () => {
    expect(used.filter((text) => !/^%[\w.]+%$/.test(text))).toEqual([]);
    expect(new Set(used)).toEqual(new Set(Object.keys(texts).map((name) => `%${name}%`)));
  });

  it.each(languages)('has all texts in %s, with the same links and code', (language) => {
    const translated = readTexts(`package.nls.${language}.json`);
    expect(Object.keys(translated)).toEqual(Object.keys(texts));
    for (const [name, text] of Object.entries(texts))
      expect(fixedParts(translated[name] ?? ''), name).toEqual(fixedParts(text));
  });
});

describe('src/editor/ and src/webview/', () => {
  const folder = path.join(root, 'src');
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => name.replaceAll('\\', '/'))
    .filter((name) => /^(?:editor|webview)\/.*\.ts$/.test(name));

  /** Texts for translation; and English outside of `localized` and the log. */
  function findings(file: string): { readonly translatable: string[]; readonly escaped: string[] } {
    const source = ts.createSourceFile(
      file,
      readFileSync(path.join(folder, file), 'utf8'),
      ts.ScriptTarget.Latest,
      true,
    );
    const translatable: string[] = [];
    const escaped: string[] = [];
    const visit = (node: ts.Node): void => {
      if (isQuiet(node)) return;
      if (ts.isTaggedTemplateExpression(node) && /^localized(?:Markdown)?$/.test(node.tag.getText())) {
        const { template } = node;
        translatable.push(textOf(template, (index) => `{${index}}`) ?? '');
        if (ts.isTemplateExpression(template)) for (const { expression } of template.templateSpans) visit(expression);
        return;
      }
      // The first two arguments name an element and its style.
      if (ts.isCallExpression(node) && node.expression.getText() === 'element') {
        node.arguments.slice(2).forEach(visit);
        return;
      }
      const text = textOf(node);
      if (text !== undefined && looksEnglish(text, node)) escaped.push(text);
      ts.forEachChild(node, visit);
    };
    visit(source);
    return { translatable, escaped };
  }

  /** What no user sees: modules, types, the log, and errors that are defects. */
  function isQuiet(node: ts.Node): boolean {
    if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node) || ts.isTypeNode(node)) return true;
    if (ts.isNewExpression(node)) return /^(?:Type)?Error$/.test(node.expression.getText());
    return ts.isCallExpression(node) && /(?:^|\.)(?:logger|console)\.\w+$/.test(node.expression.getText());
  }

  /** What a literal says, with `place` for each value of a template. */
  function textOf(node: ts.Node, place: (index: number) => string = () => '…'): string | undefined {
    if (ts.isStringLiteral(node) || ts.isNoSubstitutionTemplateLiteral(node)) return node.text;
    if (!ts.isTemplateExpression(node)) return undefined;
    return node.templateSpans.reduce((text, { literal }, index) => text + place(index) + literal.text, node.head.text);
  }

  const properties = /^(?:title|label|detail|description|placeHolder|prompt|summary|brief|name|text|heading|note)$/;

  /** Two words in a row, or a capitalised word where the user interface shows one. */
  function looksEnglish(text: string, { parent }: ts.Node): boolean {
    if (names.has(text) || /^<|^\dpx |^underline /.test(text)) return false;
    if (/\p{L}{2,},? \p{L}+/u.test(text)) return true;
    return (
      ts.isPropertyAssignment(parent) &&
      properties.test(parent.name.getText()) &&
      /^\p{Lu}\p{Ll}{2,}/u.test(text) &&
      !names.has(text.replace(/: …$/, ''))
    );
  }

  /** Names that are the same in all languages. */
  const names = new Set(['Undercurrent', 'Shell Script', 'TypeScript JSX']);

  /** Files whose texts are English only. Take a file off when it is translated. */
  const untranslated: readonly string[] = ['editor/fineTuning/fineTuneDocuments.ts'];

  const found = new Map(files.map((file) => [file, findings(file)]));

  it('has no text outside of localized', () => {
    const escaped = [...found].filter(([file, { escaped }]) => escaped.length > 0 && !untranslated.includes(file));
    expect(Object.fromEntries(escaped.map(([file, { escaped }]) => [file, escaped]))).toEqual({});
  });

  it('has texts in each of the files that wait for their translation', () => {
    expect(untranslated.filter((file) => found.get(file)?.escaped.length === 0)).toEqual([]);
  });

  it.each(languages)('has all texts in %s, with the same places for values', (language) => {
    const bundle = readTexts(`media/l10n/bundle.l10n.${language}.json`);
    const messages = new Set([...found.values()].flatMap(({ translatable }) => translatable));
    expect(Object.keys(bundle).toSorted()).toEqual([...messages].toSorted());
    for (const [message, translation] of Object.entries(bundle)) {
      expect(translation, message).not.toBe('');
      expect(fixedParts(translation), message).toEqual(fixedParts(message));
    }
  });
});
