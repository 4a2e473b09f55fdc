import { beforeEach, expect, it, vi } from 'vitest';
import { silentLogger } from '../../../../src/base/logger.ts';
import { SnippetPrefixes } from '../../../../src/editor/completion/snippetPrefixes.ts';
import { shim, Uri } from '../../../support/editor/vscodeShim.ts';

vi.mock('vscode', () => import('../../../support/editor/vscodeShim.ts'));

const extensionUri = Uri.file('/extensions/basics');

/** VS Code's own snippets have comments and trailing commas. */
const files: Readonly<Record<string, string>> = {
  'typescript.json':
    '{\n  // A loop\n  "For": { "prefix": "for", "body": ["for"] },\n  "Log": { "prefix": ["log", "cl"] },\n}',
  'all.code-snippets': '{ "A": { "prefix": "todo" }, "B": { "scope": "css,typescript", "prefix": "bothways" } }',
  'broken.json': '{ "For": 3, "x": { "prefix": 4 }, "y": ',
};

beforeEach(() => {
  shim.reset();
  for (const [name, text] of Object.entries(files)) {
    shim.write(Uri.joinPath(extensionUri, name), text);
  }
  const snippets = [
    { language: 'typescript', path: './typescript.json' },
    { path: './all.code-snippets' },
    { language: 'typescript', path: './broken.json' },
    { language: 'python' },
    4,
  ];
  shim.extensions = [
    { packageJSON: { contributes: { snippets } }, extensionUri },
    { packageJSON: undefined, extensionUri },
  ];
});

async function read(languageId: string): Promise<SnippetPrefixes> {
  const prefixes = new SnippetPrefixes(silentLogger);
  prefixes.endsLine('x', languageId);
  await new Promise((resolve) => setTimeout(resolve));
  return prefixes;
}

it('knows the prefixes of a language, and those of all languages', async () => {
  const prefixes = await read('typescript');
  const found = ['for', 'x; log', 'cl', 'todo', 'bothways', 'format', 'fo', 'for ', ''].filter((line) =>
    prefixes.endsLine(line, 'typescript'),
  );
  expect(found).toEqual(['for', 'x; log', 'cl', 'todo', 'bothways']);
});

it('knows no prefixes of other languages', async () => {
  const prefixes = await read('python');
  expect(['for', 'todo', 'bothways'].filter((line) => prefixes.endsLine(line, 'python'))).toEqual(['todo']);
});

it('does without a file that is not there', async () => {
  shim.extensions = [
    { packageJSON: { contributes: { snippets: [{ language: 'typescript', path: './none.json' }] } }, extensionUri },
  ];
  expect((await read('typescript')).endsLine('for', 'typescript')).toBe(false);
});
