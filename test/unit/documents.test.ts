/** The documents agree with package.json and the shipped model, link to files that exist, and are short. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { format, resolveConfig } from 'prettier';
import { describe, expect, it } from 'vitest';
import { parseManifest } from '../../src/model/checkpointManifest.ts';
import { sha256Of } from '../../src/runtime/checkpointFiles.ts';
import { contentOfPlace, fillPlace } from '../../src/tools/release/docs/markers.ts';
import { type Texts, withTexts } from '../../src/tools/release/docs/placeholders.ts';
import {
  addressesOf,
  commandsList,
  evaluationTable,
  type ExtensionManifest,
  recipeTable,
  scriptsList,
  settingsList,
} from '../../src/tools/release/docs/tables.ts';

const root = path.resolve(import.meta.dirname, '../..');
const read = (file: string): string => readFileSync(path.join(root, file), 'utf8');

interface PackageManifest extends ExtensionManifest {
  readonly version: string;
  readonly preview?: boolean;
  readonly icon: string;
  readonly scripts: Readonly<Record<string, string>>;
  readonly contributes: ExtensionManifest['contributes'] & {
    readonly keybindings?: unknown;
    readonly walkthroughs: readonly { readonly steps: readonly { readonly media: { readonly markdown: string } }[] }[];
  };
}

const stored = JSON.parse(read('package.json')) as PackageManifest;
const extension = withTexts(stored, JSON.parse(read('package.nls.json')) as Texts);
const readme = read('README.md');
const architecture = read('ARCHITECTURE.md');
const modelCard = read('models/MODEL_CARD.md');
const measurements = read('models/MEASUREMENTS.md');
const tidy = async (text: string): Promise<string> => {
  const file = path.join(root, 'README.md');
  return (await format(text, { ...(await resolveConfig(file)), filepath: file })).trim();
};

const kilobytes = (text: string): number => Buffer.byteLength(text) / 1000;
const scriptsIn = (text: string): Set<string> =>
  new Set([...text.matchAll(/npm (?:run )?(?!run\b)([a-z]+(?:[:-][a-z]+)*)/g)].map(([, name = '']) => name));

describe('README', () => {
  it('lists every setting with its default', async () => {
    expect(contentOfPlace(readme, 'settings')).toBe(await tidy(settingsList(extension)));
  });

  it('lists every command', async () => {
    expect(contentOfPlace(readme, 'commands')).toBe(await tidy(commandsList(extension)));
  });

  it('names the two commands of a developer', () => {
    expect([...scriptsIn(readme)].toSorted()).toEqual(['start', 'test']);
  });

  it('has at most 14 kB', () => {
    expect(kilobytes(readme)).toBeLessThanOrEqual(14);
  });
});

describe('ARCHITECTURE', () => {
  it('lists every script that package.json has, and names no other', async () => {
    expect(contentOfPlace(architecture, 'scripts')).toBe(await tidy(scriptsList()));
    expect([...scriptsIn(scriptsList())].toSorted()).toEqual(Object.keys(extension.scripts).toSorted());
    expect([...scriptsIn(architecture)].filter((name) => !(name in extension.scripts))).toEqual([]);
  });

  it('has at most 24 kB', () => {
    expect(kilobytes(architecture)).toBeLessThanOrEqual(24);
  });
});

describe.each([
  ...['README.md', 'ARCHITECTURE.md', 'CHANGELOG.md'],
  ...['models/MODEL_CARD.md', 'models/MEASUREMENTS.md', 'models/EXPERIMENTS.md'],
])('%s', (document) => {
  const text = read(document);

  it('refers to files that are there', () => {
    const links = [...text.matchAll(/\]\(([^)\s]+)\)|(?:src|href)="([^"]+)"/g)].map(([, a, b]) => a ?? b ?? '');
    const local = links.filter((link) => !/^(https:|#|command:)/.test(link));
    const from = path.dirname(path.join(root, document));
    expect(local.filter((link) => !existsSync(path.resolve(from, link.split('#')[0] ?? '')))).toEqual([]);
  });

  it('refers to sections that are there', () => {
    const slug = (heading: string): string =>
      heading
        .toLowerCase()
        .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
        .replaceAll(' ', '-');
    for (const [, file = '', section = ''] of text.matchAll(/\]\(([^)\s#:]*)#([^)\s]+)\)/g)) {
      const target = file === '' ? text : read(path.join(path.dirname(document), file));
      const slugs = [...target.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) => slug(heading));
      expect(slugs).toContain(section);
    }
  });

  it('has nothing left to be filled in', () => {
    expect(text).not.toMatch(/\b(TODO|TBD|FIXME|XXX)\b/);
  });
});

describe('model card and measurements', () => {
  it('show recipe and evaluation of the model that is shipped', async () => {
    const manifest = parseManifest(read('models/base/model.json'), sha256Of);
    expect(contentOfPlace(modelCard, 'recipe')).toBe(await tidy(recipeTable(manifest)));
    expect(contentOfPlace(measurements, 'evaluation')).toBe(await tidy(evaluationTable(manifest)));
  });
});

describe('package.json', () => {
  it('names the owner of the repository in one place, from which its other addresses follow', () => {
    expect(extension).toMatchObject(addressesOf(extension));
    const [, owner = ''] = /^https:\/\/github\.com\/([^/]+)\/undercurrent\.git$/.exec(extension.repository.url) ?? [];
    expect(owner).not.toBe('');
    const inWorkflows = readdirSync(path.join(root, '.github'), { recursive: true, encoding: 'utf8' })
      .filter((name) => /\.(md|yml)$/.test(name))
      .filter((name) => read(path.join('.github', name)).includes(`github.com/${owner}`));
    expect(inWorkflows).toEqual([]);
  });

  it('is a preview until version 1', () => {
    expect(extension.preview).toBe(extension.version.startsWith('0.') ? true : undefined);
  });

  it('binds no keys', () => {
    expect(extension.contributes.keybindings).toBeUndefined();
  });

  it('has an icon that the Marketplace takes: PNG, 128 pixels or more each way', () => {
    const icon = readFileSync(path.join(root, extension.icon));
    expect(icon.subarray(1, 4).toString()).toBe('PNG');
    expect(Math.min(icon.readUInt32BE(16), icon.readUInt32BE(20))).toBeGreaterThanOrEqual(128);
  });

  it('has a walkthrough whose texts and pictures are there', () => {
    const files = extension.contributes.walkthroughs.flatMap(({ steps }) => steps.map(({ media }) => media.markdown));
    expect(files).toHaveLength(4);
    for (const file of files) {
      const pictures = [...read(file).matchAll(/!\[[^\]]+\]\(([^)]+)\)/g)].map(([, picture = '']) => picture);
      expect(pictures.length, file).toBeGreaterThan(0);
      for (const picture of pictures)
        expect(existsSync(path.join(root, path.dirname(file), picture)), picture).toBe(true);
    }
  });

  it('has its version in the change log', () => {
    expect(read('CHANGELOG.md')).toContain(`## ${extension.version}`);
  });
});

describe('fillPlace', () => {
  it('replaces what stands between the markers and nothing else', () => {
    expect(fillPlace('a\n<!-- x -->old<!-- /x -->\nb', 'x', 'new')).toBe('a\n<!-- x -->\n\nnew\n\n<!-- /x -->\nb');
  });

  it('complains about a place that is not there', () => {
    expect(() => fillPlace('a', 'x', 'new')).toThrow('x');
  });
});
