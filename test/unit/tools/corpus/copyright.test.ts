import { describe, expect, it } from 'vitest';
import { parseCopyright } from '../../../../src/tools/corpus/copyright.ts';

const header = 'Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/\nUpstream-Name: river\n';
const mit = ' Permission is hereby granted, free of charge, to any person\n .\n THE SOFTWARE IS PROVIDED "AS IS"';

/** Terms of paths by a copyright file with these paragraphs. */
function termsOf(paragraphs: readonly string[], ...paths: readonly string[]): (string | undefined)[] {
  const copyright = parseCopyright([header, ...paragraphs].join('\n\n'));
  return paths.map((path) => copyright?.licenceOf(path));
}

describe('a copyright file', () => {
  it('gives each file the terms of the last paragraph that matches it', () => {
    const paragraphs = [
      'Files: *\nCopyright: 2020 River\nLicense: Expat',
      'Files: src/lake/*\n src/pond.?\nCopyright: 2021 Lake\nLicense: GPL-2+',
      'Files: src/lake/shore.c\nCopyright: 2022 Shore\nLicense: BSD-3-clause',
    ];
    const paths = ['a.c', 'src/lake/deep/b.c', 'src/lake/shore.c', 'src/pond.c', 'src/pond.cc', 'other/src/lake/b.c'];
    expect(termsOf(paragraphs, ...paths)).toEqual(['MIT', undefined, 'BSD-3-Clause', undefined, 'MIT', 'MIT']);
  });

  it('leaves out files that no paragraph names', () => {
    expect(termsOf(['Files: doc/*\nLicense: ISC'], 'doc/a.md', 'a.c')).toEqual(['ISC', undefined]);
  });

  it.each([
    ['Expat', 'MIT'],
    ['GPL-2+ or Expat', 'MIT'],
    ['GPL-2+ and Expat', undefined],
    ['Expat and BSD-2-clause', 'MIT AND BSD-2-Clause'],
    ['Expat, and BSD-2-clause', 'MIT AND BSD-2-Clause'],
    ['Apache-2.0 or GPL-2+, and Expat', 'Apache-2.0 AND MIT'],
    ['GPL-2+, or Expat', 'MIT'],
    ['Apache-2.0 with LLVM exception', 'Apache-2.0'],
    ['public-domain', 'LicenseRef-public-domain'],
    ['PSF-2', 'PSF-2.0'],
    ['CC-BY-SA-4.0', undefined],
    ['Artistic or GPL-1+', undefined],
    ['LGPL-2.1+', undefined],
    ['', undefined],
  ])('reads the terms %j', (expression, terms) => {
    expect(termsOf([`Files: *\nLicense: ${expression}`], 'a.c')).toEqual([terms]);
  });

  it('reads names of its own by their text, in the paragraph or in one of its own', () => {
    expect(termsOf([`Files: *\nLicense: River\n${mit}`], 'a.c')).toEqual(['MIT']);
    expect(termsOf(['Files: *\nLicense: River', `License: river\n${mit}`], 'a.c')).toEqual(['MIT']);
    expect(termsOf(['Files: *\nLicense: River', 'License: River\n All rights reserved.'], 'a.c')).toEqual([undefined]);
    expect(termsOf(['Files: *\nLicense: River'], 'a.c')).toEqual([undefined]);
  });

  it('refuses conditions beyond a notice, and free text under the name of strict terms', () => {
    const paid = `${mit}\n Only for non-commercial use.`;
    expect(termsOf([`Files: *\nLicense: Expat\n${paid}`], 'a.c')).toEqual([undefined]);
    expect(termsOf([`Files: *\nLicense: GPL-3\n${mit}`], 'a.c')).toEqual([undefined]);
  });

  it('has comments, line ends of Windows, lists with commas, and characters that are escaped', () => {
    const text = `${header}\n# a note\nFiles: a.c, b\\*.c\nLicense: ISC\n`.replaceAll('\n', '\r\n');
    const copyright = parseCopyright(text);
    expect(['a.c', 'b*.c', 'bb.c'].map((path) => copyright?.licenceOf(path))).toEqual(['ISC', 'ISC', undefined]);
  });

  it('that is prose is not read', () => {
    expect(parseCopyright('This package was debianized by River.\n\nLicense: Expat\n')).toBeUndefined();
    expect(parseCopyright('')).toBeUndefined();
  });
});
