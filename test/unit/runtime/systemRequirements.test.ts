/** What README and error message say of each system is what the shipped native libraries ask for. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { adviceFor, systemRequirements, thisSystem } from '../../../src/runtime/systemRequirements.ts';

const root = path.resolve(import.meta.dirname, '../../..');
const readme = readFileSync(path.join(root, 'README.md'), 'utf8');

/** The two files that ship for a platform and architecture. */
function librariesOf(platform: string, architecture: string): Buffer[] {
  const folder = path.join(root, 'node_modules/onnxruntime-node/bin/napi-v6', platform, architecture);
  const names = readdirSync(folder).filter((name) => name.includes('onnxruntime'));
  expect(names).toHaveLength(2);
  return names.map((name) => readFileSync(path.join(folder, name)));
}

/** The highest version of a symbol such as `GLIBC_2.27` that libraries refer to. */
function highest(libraries: readonly Buffer[], prefix: string): string {
  const versions = libraries.flatMap((library) =>
    [...library.toString('latin1').matchAll(new RegExp(`\\b${prefix}_(\\d+(?:\\.\\d+)+)\\b`, 'g'))].map(
      ([, version = '']) => version,
    ),
  );
  const [first = ''] = versions.toSorted((a, b) => b.localeCompare(a, 'en', { numeric: true }));
  return first;
}

/** `minos` of the LC_BUILD_VERSION command of a 64-bit Mach-O file. */
function minimumMacOs(library: Buffer): string {
  let at = 32;
  for (let left = library.readUInt32LE(16); left > 0; left -= 1) {
    const [command, size] = [library.readUInt32LE(at), library.readUInt32LE(at + 4)];
    if (command === 0x32) {
      const version = library.readUInt32LE(at + 12);
      return `${version >>> 16}.${(version >>> 8) & 0xff}`;
    }
    at += size;
  }
  return '';
}

describe.each(['x64', 'arm64'])('on %s', (architecture) => {
  it('Linux needs this glibc and this libstdc++', () => {
    const libraries = librariesOf('linux', architecture);
    expect(systemRequirements.linux).toContain(`glibc ${highest(libraries, 'GLIBC')} `);
    expect(systemRequirements.linux).toContain(`GLIBCXX ${highest(libraries, 'GLIBCXX')} `);
  });

  it('macOS has to be this new', () => {
    const versions = librariesOf('darwin', architecture).map(minimumMacOs);
    const [newest = ''] = versions.toSorted((a, b) => b.localeCompare(a, 'en', { numeric: true }));
    expect(systemRequirements.darwin).toBe(`macOS ${newest} or newer`);
  });

  it('Windows needs the run-time library of Visual C++', () => {
    for (const library of librariesOf('win32', architecture)) expect(library.includes('VCRUNTIME140.dll')).toBe(true);
  });
});

it('the README says the same', () => {
  for (const requirement of Object.values(systemRequirements)) expect(readme).toContain(requirement);
});

it('the advice names what this system lacks, and systems that cannot be helped', () => {
  expect(adviceFor('win32')).toContain('Visual C++');
  expect(adviceFor('musl')).toContain('Alpine Linux');
  expect(adviceFor('other')).toContain('Linux, macOS and Windows');
});

it.runIf(process.platform === 'linux')('tells glibc from musl', () => {
  expect(thisSystem()).toBe('linux');
});
