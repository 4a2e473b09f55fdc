/**
 * What the tests type in the sample project: code and prose such as a person would write next in each file. Which of it
 * a model can foresee is the model's affair; the tests type on until it offers something.
 */

export interface SampleText {
  /** Workspace-relative path. */
  readonly file: string;
  /** Typed at the end of the file, character by character. */
  readonly text: string;
}

export const sampleTexts: readonly SampleText[] = [
  {
    file: 'src/inventory.ts',
    text: [
      'export function cheapest(items: readonly Item[]): Item | undefined {',
      '  let result: Item | undefined;',
      '  for (const item of items) {',
      '    if (result === undefined || item.price < result.price) {',
      '      result = item;',
      '    }',
      '  }',
      '  return result;',
      '}',
      '',
    ].join('\n'),
  },
  {
    file: 'tools/report.py',
    text: [
      'def find_item(items: list[Item], name: str) -> Item | None:',
      '    for item in items:',
      '        if item.name == name:',
      '            return item',
      '    return None',
      '',
      '',
      'if __name__ == "__main__":',
      '    sys.exit(main())',
      '',
    ].join('\n'),
  },
  {
    file: 'docs/guide.md',
    text: [
      'The configuration file is a JSON file in the root of the project. The following options are available and can be',
      'changed at any time. For example, the name of the file can be used to change the number of items in the list.',
      '',
    ].join('\n'),
  },
];
