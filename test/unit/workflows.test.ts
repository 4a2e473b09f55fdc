/** The workflows under .github run nothing that can change under them, and ask for no more rights than they need. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';

const root = path.resolve(import.meta.dirname, '../..');
const folder = path.join(root, '.github', 'workflows');
const files = readdirSync(folder);
const { scripts } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as {
  readonly scripts: Readonly<Record<string, string>>;
};

it('there is one for tests, one for packages and one for releases', () => {
  expect(files.toSorted()).toEqual(['package.yml', 'release.yml', 'test.yml']);
});

describe.each(files)('%s', (file) => {
  const text = readFileSync(path.join(folder, file), 'utf8');

  it('uses actions by the hash of their commit, or workflows of this repository', () => {
    const used = [...text.matchAll(/\buses: (.+)$/gm)].map(([, name = '']) => name);
    expect(used.length).toBeGreaterThan(0);
    expect(
      used.filter(
        (name) => !/^(?:\.\/\.github\/workflows\/[\w]+\.yml|[\w/-]+@[\da-f]{40} # v\d+\.\d+\.\d+)$/.test(name),
      ),
    ).toEqual([]);
    for (const [, name = ''] of text.matchAll(/uses: \.\/\.github\/workflows\/(\S+)/g)) expect(files).toContain(name);
  });

  it('may only read, where no job asks for more', () => {
    expect(text).toMatch(/^permissions:\n {2}contents: read\n\n/m);
    const jobsThatWrite = [...text.matchAll(/^ +[\w-]+: write$/gm)].length;
    expect(jobsThatWrite).toBe(file === 'release.yml' ? 3 : 0);
  });

  it('keeps no credentials in a checkout, and ends what hangs', () => {
    const checkouts = [...text.matchAll(/actions\/checkout@/g)].length;
    expect([...text.matchAll(/persist-credentials: false/g)]).toHaveLength(checkouts);
    expect([...text.matchAll(/timeout-minutes:/g)]).toHaveLength([...text.matchAll(/runs-on:/g)].length);
  });

  it('runs scripts that there are', () => {
    const names = [...text.matchAll(/npm (?:run )?(?!run\b|ci\b)([a-z:]+)/g)].map(([, name = '']) => name);
    expect(names.filter((name) => !(name in scripts) && name !== 'cache')).toEqual([]);
  });
});

it('a release publishes the checked packages of all targets to both registries, with checksums and provenance', () => {
  const release = readFileSync(path.join(folder, 'release.yml'), 'utf8');
  const steps = [
    /sha256sum --check/,
    /attest-build-provenance/,
    /vsce publish/,
    /ovsx@[\d.]+ publish/,
    /gh release create/,
  ];
  const places = steps.map((step) => release.search(step));
  expect(places).not.toContain(-1);
  expect(places).toEqual(places.toSorted((a, b) => a - b));
  expect(release).toMatch(/needs: \[check, test, package\]/);
  expect(readFileSync(path.join(folder, 'package.yml'), 'utf8')).toContain('npm run package -- --all');
});
