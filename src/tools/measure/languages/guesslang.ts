/**
 * VS Code's own language detection, the Guesslang network of `@vscode/vscode-languagedetection`, to compare with. Its
 * first answer counts, even if unsure. VS Code asks for more and weighs the languages of the workspace.
 */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { ModelOperations } from '@vscode/vscode-languagedetection';

const folder = 'node_modules/@vscode/vscode-languagedetection/model';

/** VS Code ids by Guesslang's own, for the languages that are measured. */
const ids: Readonly<Record<string, string>> = {
  c: 'c',
  cpp: 'cpp',
  css: 'css',
  dockerfile: 'dockerfile',
  go: 'go',
  html: 'html',
  ini: 'ini',
  java: 'java',
  js: 'javascript',
  json: 'json',
  makefile: 'makefile',
  md: 'markdown',
  py: 'python',
  rs: 'rust',
  sh: 'shellscript',
  toml: 'toml',
  ts: 'typescript',
  yaml: 'yaml',
};

/** It has no names of their own for these; its answer is right when it is what they extend. */
const extended: Readonly<Record<string, string>> = { scss: 'css', typescriptreact: 'typescript' };

export class Guesslang {
  readonly #operations = new ModelOperations({
    modelJsonLoaderFunc: async () => {
      const json: unknown = JSON.parse(await readFile(path.join(folder, 'model.json'), 'utf8'));
      return json as Record<string, unknown>;
    },
    weightsLoaderFunc: async () => {
      const bytes = await readFile(path.join(folder, 'group1-shard1of1.bin'));
      return Uint8Array.from(bytes).buffer;
    },
    minContentSize: 0,
  });

  /**
   * The likeliest VS Code language id, its own id for a language that is not measured; `undefined` when it has no
   * answer.
   */
  async detect(text: string): Promise<string | undefined> {
    const [best] = await this.#operations.runModel(text);
    return best === undefined ? undefined : (ids[best.languageId] ?? best.languageId);
  }

  static isRight(detected: string | undefined, language: string): boolean {
    return detected === language || (detected !== undefined && extended[language] === detected);
  }
}
