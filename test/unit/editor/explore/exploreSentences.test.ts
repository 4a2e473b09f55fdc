import { describe, expect, it } from 'vitest';
import { noticeView, viewOfExploration } from '../../../../src/editor/explore/exploreSentences.ts';
import type { Alternative, Choice, Exploration } from '../../../../src/processes/contracts.ts';
import type { SceneView } from '../../../../src/webview/explore/exploreProtocol.ts';

const place = { fileName: 'a.ts', line: 3, column: 7 };
const character = (text: string): Choice => ({ kind: 'character', text });

function sceneOf(changes: Partial<Exploration> = {}): SceneView {
  const exploration: Exploration = {
    columns: [
      { text: '  ', tokens: 1 },
      { text: 'é', tokens: 2 },
      { text: '\n', tokens: 1 },
    ],
    cursor: 2,
    layers: 2,
    units: 3,
    states: 'AAAA',
    largest: 1,
    alternatives: [],
    entropy: { alone: 1 },
    ...changes,
  };
  return viewOfExploration(place, exploration).scene!;
}

/** Label and note of a choice. */
function said(choice: Choice): string {
  const [view] = sceneOf({ alternatives: [{ choice, alone: 1 }] }).choices;
  return `${view!.label} | ${view!.note}`;
}

const indentation = (
  change: 'same' | 'deeper' | 'out' | 'literal',
  count: number,
  unit: 'space' | 'tab' | 'level',
  whitespace: string,
): Choice => ({ kind: 'indentation', change, count, unit, whitespace });

const byte = (value: number, range?: readonly [number, number], likeliest?: string): Choice => ({
  kind: 'byte',
  byte: value,
  range,
  likeliest,
});

describe('a choice', () => {
  it.each([
    [character('p'), 'p | '],
    [character(' '), '· | space'],
    [character('\t'), '⇥ | tab'],
    [character('\n'), '⏎ | end of the line'],
    [character('\u0007'), '□ | U+0007'],
    [indentation('same', 0, 'level', ''), 'not indented | '],
    [indentation('same', 0, 'level', '    '), 'indented as above | 4 spaces'],
    [indentation('deeper', 2, 'space', '  '), 'indented 2 spaces deeper | '],
    [indentation('deeper', 1, 'space', '   '), 'indented 1 space deeper | 3 spaces in all'],
    [indentation('deeper', 1, 'tab', '\t\t'), 'indented a tab deeper | 2 tabs in all'],
    [indentation('out', 1, 'level', ''), 'one level out | not indented'],
    [indentation('out', 3, 'level', '\t '), '3 levels out | 1 tab and 1 space'],
    [indentation('literal', 0, 'space', ''), 'indented in another way | character by character'],
    [byte(0xc3, [0xc0, 0xff], 'é'), 'é… | byte C3, first of 2: U+00C0 to U+00FF'],
    [byte(0xe2, [0x2000, 0x2fff]), 'byte E2 | first of 3: U+2000 to U+2FFF'],
    [byte(0xf0, [0x10000, 0x3ffff], '😀'), '😀… | byte F0, first of 4: U+10000 to U+3FFFF'],
    [byte(0x9f), 'byte 9F | inside of a character'],
    [{ kind: 'end' }, 'end of the text | '],
    [{ kind: 'sign' }, 'a sign that no text contains | '],
  ] satisfies [Choice, string][])('%j', (choice, expected) => {
    expect(said(choice)).toBe(expected);
  });
});

describe('choices', () => {
  const alternatives: Alternative[] = [
    { choice: character('a'), alone: 0.5, cached: 0.6 },
    { choice: character('b'), alone: 0.25, cached: 0.2 },
    { choice: character('c'), alone: 0.00002, cached: 0.00001 },
  ];

  it('sum to 1 with everything else, and leave out very improbable ones', () => {
    const { choices, hasCache } = sceneOf({ alternatives, entropy: { alone: 1, cached: 0.5 } });
    expect(choices.map(({ label }) => label)).toEqual(['a', 'b', 'everything else']);
    expect(choices.reduce((sum, { alone }) => sum + alone, 0)).toBeCloseTo(1);
    expect(choices.reduce((sum, { cached }) => sum + cached!, 0)).toBeCloseTo(1);
    expect(hasCache).toBe(true);
  });

  it('mark the actual character, and list it even when it is improbable', () => {
    const marked = (actual: Alternative): string[] =>
      sceneOf({ alternatives, actual }).choices.flatMap(({ label, isActual }) => (isActual ? [label] : []));
    expect(marked({ choice: character('b'), alone: 0.25, cached: 0.2 })).toEqual(['b']);
    expect(marked({ choice: character('c'), alone: 0.00002, cached: 0.00001 })).toEqual(['c']);
    expect(marked({ choice: character('z'), alone: 0.00003, cached: 0.00001 })).toEqual(['z']);
  });

  it('have no second column without a text cache', () => {
    const { choices, hasCache, uncertainty, remark } = sceneOf({
      alternatives: [{ choice: character('a'), alone: 0.5 }],
      entropy: { alone: 1.5 },
    });
    expect(hasCache).toBe(false);
    expect(choices.every(({ cached }) => cached === undefined)).toBe(true);
    expect(uncertainty).toEqual({ alone: '1.50 bits, as among 2.8' });
    expect(remark).toBe('Nothing stands after the cursor.');
  });
});

describe('the line', () => {
  it('is shown with its whitespace, and has names for screen readers', () => {
    const { place: where, before, behind, units } = sceneOf();
    expect([where, before, behind]).toEqual(['a.ts, line 3, column 7', '··é', '⏎']);
    expect(units.columns.map(({ name }) => name)).toEqual(['indentation of 2 spaces', 'é', 'end of the line']);
    expect(units).toMatchObject({ cursor: 2, layers: 2, units: 3, states: 'AAAA', largest: 1 });
  });

  it('shows combining marks on a circle', () => {
    const { units } = sceneOf({ columns: [{ text: '\u0301', tokens: 2 }] });
    expect(units.columns[0]).toEqual({ label: '◌\u0301', name: 'U+0301', text: '\u0301' });
  });
});

it('a notice comes without a scene', () => {
  expect(noticeView('No.')).toEqual({ notice: 'No.', scene: undefined });
});
