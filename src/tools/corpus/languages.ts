/**
 * How much of each language the corpus should hold. What people type in editors decides. A group that comes short is
 * left short. Limits per package keep the habits of one author from standing for a language.
 */

export interface Group {
  readonly name: string;
  /**
   * Language ids of `base/languages.ts`. `.d.ts` files are the pseudo-language `typescript-declarations`, manuals in
   * SGML and DocBook are `sgml`.
   */
  readonly languages: readonly string[];
  /** Of the training text, in millions of bytes. */
  readonly megabytes: number;
  /** Most bytes that one package gives to this group. */
  readonly largestPerPackage: number;
  /** Largest file in bytes, where it is not that of all groups. */
  readonly largestFile?: number;
  /** Written to be read: translations are left out, and chapters may be long. */
  readonly isProse?: true;
}

// prettier-ignore
export const groups: readonly Group[] = [
  // JSON of any size is mostly data. Only files as small as configurations are kept.
  { name: 'typescript', languages: ['typescript', 'typescriptreact'], megabytes: 55, largestPerPackage: 2_000_000 },
  { name: 'typescript declarations', languages: ['typescript-declarations'], megabytes: 3, largestPerPackage: 200_000 },
  { name: 'javascript', languages: ['javascript', 'javascriptreact'], megabytes: 28, largestPerPackage: 1_200_000 },
  { name: 'python', languages: ['python'], megabytes: 45, largestPerPackage: 1_500_000 },
  { name: 'go', languages: ['go'], megabytes: 28, largestPerPackage: 1_500_000 },
  { name: 'rust', languages: ['rust'], megabytes: 24, largestPerPackage: 900_000 },
  { name: 'c/c++', languages: ['c', 'cpp'], megabytes: 34, largestPerPackage: 1_500_000 },
  { name: 'java', languages: ['java'], megabytes: 26, largestPerPackage: 1_500_000 },
  { name: 'c#', languages: ['csharp'], megabytes: 16, largestPerPackage: 3_000_000 },
  { name: 'php', languages: ['php'], megabytes: 16, largestPerPackage: 3_000_000 },
  { name: 'ruby', languages: ['ruby'], megabytes: 10, largestPerPackage: 1_500_000 },
  { name: 'kotlin', languages: ['kotlin'], megabytes: 8, largestPerPackage: 1_500_000 },
  { name: 'swift', languages: ['swift'], megabytes: 6, largestPerPackage: 5_000_000 },
  { name: 'sql', languages: ['sql'], megabytes: 5, largestPerPackage: 1_500_000, largestFile: 200_000 },
  { name: 'lua', languages: ['lua'], megabytes: 5, largestPerPackage: 1_000_000 },
  { name: 'perl', languages: ['perl'], megabytes: 6, largestPerPackage: 1_500_000 },
  { name: 'r', languages: ['r'], megabytes: 5, largestPerPackage: 500_000 },
  { name: 'scala', languages: ['scala'], megabytes: 6, largestPerPackage: 1_500_000 },
  { name: 'haskell', languages: ['haskell'], megabytes: 8, largestPerPackage: 1_000_000 },
  { name: 'ocaml', languages: ['ocaml'], megabytes: 7, largestPerPackage: 1_500_000 },
  { name: 'elixir', languages: ['elixir'], megabytes: 5, largestPerPackage: 4_000_000 },
  { name: 'erlang', languages: ['erlang'], megabytes: 4, largestPerPackage: 1_500_000 },
  { name: 'vue', languages: ['vue'], megabytes: 4, largestPerPackage: 1_000_000 },
  { name: 'svelte', languages: ['svelte'], megabytes: 3, largestPerPackage: 800_000 },
  { name: 'cmake', languages: ['cmake'], megabytes: 4, largestPerPackage: 1_500_000 },
  { name: 'protobuf', languages: ['proto3'], megabytes: 2.5, largestPerPackage: 800_000 },
  { name: 'shell', languages: ['shellscript'], megabytes: 7, largestPerPackage: 500_000 },
  { name: 'json', languages: ['json', 'jsonc'], megabytes: 5, largestPerPackage: 100_000, largestFile: 20_000 },
  { name: 'yaml', languages: ['yaml'], megabytes: 5, largestPerPackage: 200_000 },
  { name: 'toml', languages: ['toml'], megabytes: 1.5, largestPerPackage: 60_000 },
  { name: 'ini', languages: ['ini'], megabytes: 1, largestPerPackage: 60_000 },
  { name: 'dockerfile', languages: ['dockerfile'], megabytes: 0.7, largestPerPackage: 60_000 },
  { name: 'makefile', languages: ['makefile'], megabytes: 2.5, largestPerPackage: 150_000 },
  { name: 'html', languages: ['html'], megabytes: 6, largestPerPackage: 300_000 },
  { name: 'css', languages: ['css'], megabytes: 4, largestPerPackage: 300_000 },
  { name: 'scss, less, sass', languages: ['scss', 'less', 'sass'], megabytes: 4, largestPerPackage: 300_000 },
  { name: 'xml', languages: ['xml'], megabytes: 3, largestPerPackage: 300_000 },
  { name: 'latex', languages: ['latex'], megabytes: 2, largestPerPackage: 500_000 },
  { name: 'zig', languages: ['zig'], megabytes: 3, largestPerPackage: 3_000_000 },
  { name: 'nim', languages: ['nim'], megabytes: 3, largestPerPackage: 3_000_000 },
  { name: 'd', languages: ['d'], megabytes: 4, largestPerPackage: 2_000_000 },
  { name: 'groovy', languages: ['groovy'], megabytes: 3, largestPerPackage: 1_500_000 },
  { name: 'objective-c', languages: ['objective-c', 'objective-cpp'], megabytes: 3, largestPerPackage: 400_000 },
  { name: 'dart', languages: ['dart'], megabytes: 2, largestPerPackage: 1_500_000 },
  { name: 'powershell', languages: ['powershell'], megabytes: 1, largestPerPackage: 200_000 },
  { name: 'tcl', languages: ['tcl'], megabytes: 3, largestPerPackage: 1_500_000 },
  { name: 'verilog', languages: ['verilog', 'systemverilog'], megabytes: 2, largestPerPackage: 1_000_000 },
  { name: 'solidity', languages: ['solidity'], megabytes: 2, largestPerPackage: 700_000 },
  { name: 'julia', languages: ['julia'], megabytes: 1, largestPerPackage: 700_000 },
  { name: 'f#', languages: ['fsharp'], megabytes: 1, largestPerPackage: 700_000 },
  { name: 'graphql', languages: ['graphql'], megabytes: 1, largestPerPackage: 150_000 },
  { name: 'terraform', languages: ['terraform'], megabytes: 1, largestPerPackage: 300_000 },
  { name: 'coffeescript', languages: ['coffeescript'], megabytes: 1, largestPerPackage: 500_000 },
  { name: 'lisp', languages: ['lisp'], megabytes: 2.5, largestPerPackage: 1_500_000 },
  { name: 'scheme, racket', languages: ['scheme', 'racket'], megabytes: 3, largestPerPackage: 1_500_000 },
  { name: 'glsl', languages: ['glsl'], megabytes: 1, largestPerPackage: 400_000 },
  { name: 'crystal', languages: ['crystal'], megabytes: 2, largestPerPackage: 2_000_000 },
  { name: 'handlebars', languages: ['handlebars'], megabytes: 1, largestPerPackage: 200_000 },
  { name: 'astro', languages: ['astro'], megabytes: 1, largestPerPackage: 200_000 },
  { name: 'prose', languages: ['markdown', 'restructuredtext', 'plaintext', 'asciidoc', 'sgml'], megabytes: 75, largestPerPackage: 5_000_000, largestFile: 400_000, isProse: true },
];

const byLanguage = new Map(groups.flatMap((group) => group.languages.map((language) => [language, group] as const)));

/** The group of a file, or undefined when its language is not wanted. */
export function groupOf(path: string, language: string): Group | undefined {
  if (/\.d\.[cm]?ts$/.test(path)) return byLanguage.get('typescript-declarations');
  if (/\.(?:sgml|docbook|dbk)$/i.test(path)) return byLanguage.get('sgml');
  return byLanguage.get(language);
}
