/*
 * How much of each language the corpus should hold. Shares follow what people type in editors; a group that comes short is left
 * short rather than filled with repetition. Limits per package keep one author's habits from standing for a language.
 */

export interface Group {
  readonly name: string;
  /** Language ids of `base/languages.ts`; `.d.ts` files are the pseudo-language `typescript-declarations`. */
  readonly languages: readonly string[];
  /** Share of the training text, in 1. */
  readonly share: number;
  /** Most bytes that one package gives to this group. */
  readonly largestPerPackage: number;
}

export const groups: readonly Group[] = [
  { name: 'typescript', languages: ['typescript', 'typescriptreact'], share: 0.2, largestPerPackage: 700_000 },
  { name: 'typescript declarations', languages: ['typescript-declarations'], share: 0.02, largestPerPackage: 150_000 },
  { name: 'javascript', languages: ['javascript', 'javascriptreact'], share: 0.1, largestPerPackage: 500_000 },
  { name: 'python', languages: ['python'], share: 0.2, largestPerPackage: 500_000 },
  { name: 'go', languages: ['go'], share: 0.1, largestPerPackage: 400_000 },
  { name: 'rust', languages: ['rust'], share: 0.09, largestPerPackage: 300_000 },
  { name: 'c/c++', languages: ['c', 'cpp'], share: 0.07, largestPerPackage: 500_000 },
  { name: 'java', languages: ['java'], share: 0.07, largestPerPackage: 500_000 },
  { name: 'shell', languages: ['shellscript'], share: 0.02, largestPerPackage: 250_000 },
  { name: 'json', languages: ['json', 'jsonc'], share: 0.02, largestPerPackage: 60_000 },
  { name: 'yaml', languages: ['yaml'], share: 0.015, largestPerPackage: 120_000 },
  {
    name: 'configuration',
    languages: ['toml', 'ini', 'dockerfile', 'makefile'],
    share: 0.01,
    largestPerPackage: 60_000,
  },
  { name: 'html/css', languages: ['html', 'css', 'scss', 'less'], share: 0.03, largestPerPackage: 250_000 },
  { name: 'prose', languages: ['markdown', 'restructuredtext', 'plaintext'], share: 0.065, largestPerPackage: 350_000 },
];

const byLanguage = new Map(groups.flatMap((group) => group.languages.map((language) => [language, group] as const)));

/** The group of a file, or undefined when its language is not wanted. */
export function groupOf(path: string, language: string): Group | undefined {
  return byLanguage.get(/\.d\.[cm]?ts$/.test(path) ? 'typescript-declarations' : language);
}
