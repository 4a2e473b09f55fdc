/** Names of a language server: asked for once an identifier, waited for by nobody, and forgotten when they are those of another place. */
import { describe, expect, it } from 'vitest';
import {
  attempts,
  nameBefore,
  type NamePlace,
  namesOf,
  NameWatch,
  patienceMilliseconds,
} from '../../../../src/editor/completion/nameWatch.ts';
import { ManualScheduler } from '../../../support/manualScheduler.ts';

const place = (before: string, more: Partial<NamePlace> = {}): NamePlace => ({
  documentId: 'a',
  languageId: 'go',
  line: 3,
  before,
  ...more,
});

interface Question {
  readonly place: NamePlace;
  readonly answer: (names: readonly string[]) => Promise<void>;
  readonly fail: () => Promise<void>;
}

/** A watch whose questions the test answers. */
function setUp() {
  const scheduler = new ManualScheduler();
  const asked: Question[] = [];
  const settled = (): Promise<void> => new Promise((done) => setImmediate(done));
  const watch = new NameWatch(
    (where) =>
      new Promise((resolve, reject) => {
        asked.push({
          place: where,
          answer: (names) => {
            resolve(names);
            return settled();
          },
          fail: () => {
            reject(new Error('no'));
            return settled();
          },
        });
      }),
    scheduler,
  );
  return { scheduler, asked, watch };
}

describe('names of a language server', () => {
  it('are there once they have arrived, and not before', async () => {
    const { watch, asked } = setUp();
    watch.begin(place('fmt.'));
    expect(watch.namesAt(place('fmt.'))).toBeUndefined();
    await asked[0]!.answer(['Println']);
    expect(watch.namesAt(place('fmt.'))).toEqual(['Println']);
  });

  it('are asked for once an identifier', async () => {
    const { watch, asked } = setUp();
    watch.begin(place('fmt.'));
    watch.begin(place('fmt.'));
    await asked[0]!.answer(['Println']);
    watch.begin(place('fmt.'));
    expect(asked).toHaveLength(1);
  });

  it('are those of one place and no other', async () => {
    const { watch, asked } = setUp();
    watch.begin(place('fmt.'));
    await asked[0]!.answer(['Println']);
    expect(watch.namesAt(place('os.'))).toBeUndefined();
    expect(watch.namesAt(place('fmt.', { line: 4 }))).toBeUndefined();
    expect(watch.namesAt(place('fmt.', { documentId: 'b' }))).toBeUndefined();
    expect(watch.namesAt(place('fmt.', { languageId: 'c' }))).toBeUndefined();
  });

  it('never come from an answer to an older question', async () => {
    const { watch, asked, scheduler } = setUp();
    watch.begin(place('fmt.'));
    // One question at a time: nothing is asked while it is out.
    watch.begin(place('os.'));
    expect(asked).toHaveLength(1);
    scheduler.advance(patienceMilliseconds);
    watch.begin(place('os.'));
    expect(asked).toHaveLength(2);
    await asked[0]!.answer(['Println']);
    expect(watch.namesAt(place('os.'))).toBeUndefined();
    expect(watch.namesAt(place('fmt.'))).toBeUndefined();
    await asked[1]!.answer(['Exit']);
    expect(watch.namesAt(place('os.'))).toEqual(['Exit']);
  });

  it('are not asked for any more where nobody ever answers', () => {
    const { watch, asked, scheduler } = setUp();
    for (let round = 0; round < attempts + 3; round++) {
      watch.begin(place(`x${round}.`));
      expect(watch.namesAt(place(`x${round}.`))).toBeUndefined();
      scheduler.advance(patienceMilliseconds);
    }
    expect(asked).toHaveLength(attempts);
    expect(scheduler.waiting).toBe(0);
    watch.begin(place('y.', { languageId: 'rust' }));
    expect(asked).toHaveLength(attempts + 1);
  });

  it('are not asked for any more where questions fail', async () => {
    const { watch, asked } = setUp();
    for (let round = 0; round < attempts + 3; round++) {
      watch.begin(place(`x${round}.`));
      await asked[round]?.fail();
    }
    expect(asked).toHaveLength(attempts);
  });

  it('are asked for again and again where there is an answer now and then, be it that there are none', async () => {
    const { watch, asked } = setUp();
    for (let round = 0; round < 3 * attempts; round++) {
      watch.begin(place(`x${round}.`));
      await (round % attempts === 0 ? asked[round]?.answer([]) : asked[round]?.fail());
    }
    expect(asked).toHaveLength(3 * attempts);
  });

  it('do not begin after a letter of another script', () => {
    expect(nameBefore('größe')).toBeUndefined();
    expect(nameBefore('größe.len')).toEqual({ before: 'größe.', typed: 'len' });
  });
});

describe('the identifier before the cursor', () => {
  it.each([
    ['  fmt.Pr', { before: '  fmt.', typed: 'Pr' }],
    ['a->', { before: 'a->', typed: '' }],
    ['std::', { before: 'std::', typed: '' }],
    ['x = y', { before: 'x = ', typed: 'y' }],
    ['x = ', undefined],
    ['', undefined],
    ['a < 12', undefined],
  ])('of %j begins where it does', (line, expected) => {
    expect(nameBefore(line)).toEqual(expected);
  });
});

describe('entries of the suggest widget', () => {
  it('become names in the order of the server', () => {
    const entries = [
      { label: 'zeta', sortText: '1' },
      { label: 'alpha(int x)', sortText: '2' },
      { label: ' • beta?', sortText: '0' },
      { label: 'zeta', sortText: '3' },
      { label: '12' },
      { label: '"quoted"', sortText: '9' },
    ];
    expect(namesOf(entries)).toEqual(['beta', 'zeta', 'alpha', 'quoted']);
  });

  it('are at most two hundred', () => {
    expect(namesOf(Array.from({ length: 5000 }, (_, index) => ({ label: `name${index}` })))).toHaveLength(200);
  });
});
