import { describe, expect, test } from 'vitest';
import { desk, never, request, sentence, shown } from './desk.ts';

describe('offers', () => {
  test('what the model knows', async () => {
    const { engine } = desk([sentence]);
    expect(await shown(engine, 'const answer = com‸')).toBe('const answer = com[pute(question);]');
  });

  test('nothing where the model knows nothing', async () => {
    const { engine } = desk([sentence]);
    expect(await shown(engine, 'zzzz‸')).toBe('zzzz‸');
  });

  test('in an empty document, after the header only', async () => {
    const { engine } = desk([sentence], {}, { surprise: 0.001 });
    expect(await shown(engine, '‸')).toBe('[const answer = compute(question);]');
  });

  test('trimmed against the text after the cursor', async () => {
    const { engine } = desk([sentence]);
    expect(await shown(engine, 'const answer = compute(‸);\n')).toBe('const answer = compute([question]);\n');
    expect(await shown(engine, 'const answer = com‸\nconst', {})).toBe('const answer = com[pute(question);]\nconst');
  });

  test('never repeat the lines below the cursor, nor their beginnings', async () => {
    const { engine } = desk(['start();\nstop(first, second);\nreport();\n'], {}, { surprise: 0.001 });
    expect(await shown(engine, 'start();‸')).toBe('start();[\nstop(first, second);\nreport();]');
    expect(await shown(engine, 'start();‸\nstop(first, second);\n')).toBe('start();‸\nstop(first, second);\n');
    expect(await shown(engine, 'start();\n‸\nstop(first, second);\n')).toBe('start();\n‸\nstop(first, second);\n');
    expect(await shown(engine, 'start();‸\nreport();\n')).toBe('start();[\nstop(first, second);]\nreport();\n');
  });

  test('several lines where the model is sure', async () => {
    const text = 'if (ready) {\n    start();\n}\nelse stop();\n';
    const { engine } = desk([text], {}, { surprise: 0.001 });
    expect(await shown(engine, 'if (ready) {‸')).toBe('if (ready) {[\n    start();\n}\nelse stop();]');
    expect(await shown(engine, 'if (ready) {‸\n}')).toBe('if (ready) {[\n    start();]\n}');
  });

  test('no longer than the maximum', async () => {
    const { engine } = desk([sentence]);
    expect(await shown(engine, 'const answer = com‸', { maximumLength: 5 })).toBe('const answer = com[pute(]');
  });

  test('begin with the required start', async () => {
    const { engine, model } = desk([sentence]);
    expect(await shown(engine, 'const answer = ‸', { requiredStart: 'compute' })).toBe(
      'const answer = [compute(question);]',
    );
    expect(await shown(engine, 'const answer = ‸', { requiredStart: 'zzz' })).toBe('const answer = ‸');
    const before = model.counts.read;
    await shown(engine, 'const answer = x‸');
    expect(model.counts.read - before).toBe(1);
  });

  test('nothing inside a code point', async () => {
    const { engine, model } = desk(['smile 😀 more;\n']);
    expect((await engine.complete(request('smile \ud83d‸'), never)).offers).toEqual([]);
    expect(model.counts.calls).toBe(0);
    expect(await shown(engine, 'smile ‸')).toBe('smile [😀 more;]');
  });

  test('no loops', async () => {
    const { engine } = desk(['xoxoxoxoxoxoxoxoxoxoxoxoxoxoxoxoxo']);
    expect(await shown(engine, 'xoxoxoxo‸')).toBe('xoxoxoxo‸');
  });

  test('few when quiet, many when eager', async () => {
    const { engine } = desk(['a = other;\n', 'a = something;\n', 'a = something;\n', 'a = something;\n']);
    expect(await shown(engine, 'a = ‸', { eagerness: 'quiet' })).toBe('a = ‸');
    expect(await shown(engine, 'a = ‸', { eagerness: 'eager', documentId: 'b' })).toBe('a = [something;]');
  });
});

describe('leading whitespace', () => {
  const text = 'def f(x):\n    if x:\n        return 1\n    return 2\n';

  test('is offered completely at the start of a line', async () => {
    const { engine } = desk([text]);
    expect(await shown(engine, 'def f(x):\n    if x:\n‸')).toBe(
      'def f(x):\n    if x:\n[        return 1\n    return 2]',
    );
  });

  test('continues typed whitespace', async () => {
    const { engine } = desk([text]);
    expect(await shown(engine, 'def f(x):\n    if x:\n  ‸')).toBe(
      'def f(x):\n    if x:\n  [      return 1\n    return 2]',
    );
  });

  test('agrees with typed whitespace, even if the model prefers another one', async () => {
    const { engine } = desk([text, 'def f(x):\n    if x:\n    return x;\n']);
    const start = 'def f(x):\n    if x:\n';
    const { offers } = await engine.complete(request(`${start}      ‸`, { explicit: true }), never);
    expect(offers[0]?.text).toMatch(/^ {2}return 1/);
  });

  test('without a single token is read before decoding', async () => {
    const odd = 'a:\n\t begin;\n';
    const { engine } = desk([odd]);
    expect(await shown(engine, 'a:\n\t ‸')).toBe('a:\n\t [begin;]');
  });
});

describe('typing through', () => {
  test('shows the same rest and computes nothing', async () => {
    const { engine, model } = desk([sentence]);
    const start = 'const answer = com';
    const { offers } = await engine.complete(request(`${start}‸`), never);
    const offer = offers[0]?.text ?? '';
    expect(offer).toBe('pute(question);');
    const { calls } = model.counts;
    for (let typed = 1; typed < offer.length; typed++) {
      expect(await shown(engine, `${start}${offer.slice(0, typed)}‸`)).toBe(
        `${start}${offer.slice(0, typed)}[${offer.slice(typed)}]`,
      );
    }
    // Back again, too.
    expect(await shown(engine, `${start}p‸`)).toBe(`${start}p[ute(question);]`);
    expect(model.counts.calls).toBe(calls);
  });

  test('takes in a bracket that the editor closes, where more follows it', async () => {
    const { engine } = desk([sentence]);
    expect(await shown(engine, 'const answer = com‸')).toBe('const answer = com[pute(question);]');
    expect(await shown(engine, 'const answer = compute(‸)')).toBe('const answer = compute([question);]');
  });

  test('respects a bracket that the editor closes, where nothing follows it', async () => {
    const { engine } = desk(['const answer = compute(question)\nnext()\n']);
    expect(await shown(engine, 'const answer = com‸')).toMatch(/^const answer = com\[pute\(question\)/);
    expect(await shown(engine, 'const answer = compute(‸)')).toBe('const answer = compute([question])');
  });

  test('accepting reads nothing', async () => {
    const { engine, model } = desk([sentence + 'print(answer);\n']);
    await shown(engine, 'const answer = com‸', { maximumLength: 20 });
    const { read } = model.counts;
    expect(await shown(engine, 'const answer = compute(question);‸')).toBe(
      'const answer = compute(question);[\nprint(answer);]',
    );
    expect(model.counts.read).toBe(read);
  });

  test('typing other text asks the model again', async () => {
    const { engine } = desk([sentence, 'const answer = compare(both);\n']);
    expect(await shown(engine, 'const answer = compa‸')).toBe('const answer = compa[re(both);]');
    expect(await shown(engine, 'const answer = compu‸')).toBe('const answer = compu[te(question);]');
  });
});

describe('reading', () => {
  const long = Array.from({ length: 300 }, (_, line) => `line ${line} of a text;\n`).join('');

  test('a keystroke reads one token', async () => {
    const { engine, model } = desk([]);
    await shown(engine, `${long}‸`);
    const { read } = model.counts;
    await shown(engine, `${long}x‸`);
    await shown(engine, `${long}xy‸`);
    // The first one also states the indentation of its line.
    expect(model.counts.read - read).toBe(3);
  });

  test('a deletion reads nothing', async () => {
    const { engine, model } = desk([]);
    for (const typed of ['', 'x', 'xy', 'xyz']) await shown(engine, `${long}${typed}‸`);
    const { read } = model.counts;
    await shown(engine, `${long}xy‸`);
    await shown(engine, `${long}x‸`);
    expect(model.counts.read).toBe(read);
  });

  test('an edit in the middle reads from the last milestone before it', async () => {
    const { engine, model } = desk([]);
    await shown(engine, `${long}‸`);
    const { read } = model.counts;
    const at = long.length - 500;
    await shown(engine, `${long.slice(0, at)}x${long.slice(at)}‸`);
    expect(model.counts.read - read).toBeLessThan(500 + 100);
  });

  test('is limited, and starts at a line start, which stays', async () => {
    const { engine, model } = desk([], { limits: { maximumContext: 1000 } });
    await shown(engine, `${long}‸`);
    expect(model.counts.read).toBeLessThan(1200);
    const { read } = model.counts;
    await shown(engine, `${long}more of it‸`);
    expect(model.counts.read - read).toBeLessThan(20);
  });

  test('text inserted before the read text costs nothing', async () => {
    const { engine, model } = desk([], { limits: { maximumContext: 1000 } });
    await shown(engine, `${long}‸`);
    const { read } = model.counts;
    await shown(engine, `import something;\n${long}‸`);
    expect(model.counts.read).toBe(read);
    // The same when the editor sends only the end of the document.
    const cut = long.slice(2000);
    await shown(engine, `${cut}‸`, { prefixStart: 2000 + 18 });
    await shown(engine, `${cut}‸`, { prefixStart: 2100 });
    expect(model.counts.read).toBe(read);
  });

  test('5 MB before the cursor', async () => {
    const { engine, model } = desk([sentence]);
    const huge = long.repeat(Math.ceil(5e6 / long.length));
    expect(await shown(engine, `${huge}const answer = com‸`)).toMatch(/com\[pute\(question\);\]$/);
    expect(model.counts.read).toBeLessThan(25_000);
    expect(engine.memory).toBeLessThan(32 * 2 ** 20);
  }, 120_000);

  test('a line of 100,000 characters', async () => {
    const { engine, model } = desk([sentence]);
    const line = 'é😀 '.repeat(25_000);
    expect(await shown(engine, `${line}const answer = com‸`)).toMatch(/com\[pute\(question\);\]$/);
    expect(model.counts.read).toBeLessThan(60_000);
    const { read } = model.counts;
    await shown(engine, `${line}const answer = comp‸`);
    await shown(engine, `${line}const answer = x‸`);
    expect(model.counts.read - read).toBeLessThan(100);
  }, 120_000);

  test('CRLF reads as LF', async () => {
    const text = 'if (ready) {\n  start();\n  stop();\n}\n';
    const { engine } = desk([text]);
    expect(await shown(engine, 'if (ready) {\r\n  start();\r\n‸\r\n}\r\n')).toBe(
      'if (ready) {\r\n  start();\r\n[  stop();]\r\n}\r\n',
    );
  });

  test('memory is bounded over all documents', async () => {
    const { engine } = desk([], { limits: { memory: 100_000 } });
    for (let index = 0; index < 12; index++) await shown(engine, `${long}‸`, { documentId: `document ${index}` });
    expect(engine.memory).toBeLessThanOrEqual(100_000);
    engine.closeDocument('document 11');
    expect(engine.memory).toBeLessThanOrEqual(80_000);
  });
});
