import { describe, expect, test } from 'vitest';
import { desk, never, request, sentence, shown } from './desk.ts';

/** A document of about 7000 characters that ends where the sentence begins. */
const document = `${Array.from({ length: 300 }, (_, line) => `some line ${line} of text;`).join('\n')}\nconst answer = com`;

describe('a budget', () => {
  test('a new document is answered from its last lines, and then read in the background', async () => {
    const { engine, model, clock } = desk([sentence], {}, { millisecondsPerToken: 0.1 });
    expect(await shown(engine, `${document}‸`, { budgetMilliseconds: 40 })).toMatch(/com\[pute\(question\);\]$/);
    expect(clock.milliseconds).toBeLessThan(45);
    await engine.idle();
    expect(model.counts.read).toBeGreaterThan(7000);
    // From now on the whole document is known: a keystroke is one token.
    const { read } = model.counts;
    await shown(engine, `${document}x‸`, { budgetMilliseconds: 40 });
    expect(model.counts.read - read).toBe(1);
  });

  test('until the document is read, a keystroke continues the short stretch', async () => {
    const { engine, model } = desk([sentence], {}, { millisecondsPerToken: 0.1 });
    await shown(engine, `${document}‸`, { budgetMilliseconds: 40 });
    const { read } = model.counts;
    await shown(engine, `${document}x‸`, { budgetMilliseconds: 40 });
    expect(model.counts.read - read).toBeLessThan(2 * 64);
    await engine.idle();
  });

  test('after an edit far above, the states of the old text are used', async () => {
    const { engine, model } = desk([sentence], {}, { millisecondsPerToken: 0.1 });
    const position = request(`${document}‸`);
    await engine.readAhead(position, never);
    const { read } = model.counts;
    let readInTime = 0;
    const asked = shown(engine, `import { question } from 'life';\n${document}‸`, { budgetMilliseconds: 40 }).then(
      (text) => {
        readInTime = model.counts.read - read;
        return text;
      },
    );
    expect(await asked).toMatch(/com\[pute\(question\);\]$/);
    expect(readInTime).toBeLessThan(40);
    await engine.idle();
    expect(model.counts.read - read).toBeGreaterThan(7000);
    const later = model.counts.read;
    await shown(engine, `import { question } from 'life';\n${document}x‸`, { budgetMilliseconds: 40 });
    expect(model.counts.read - later).toBe(1);
  });

  test('after an edit at the top and a jump back to the end, the states of the old text are used', async () => {
    const { engine, model } = desk([sentence], {}, { millisecondsPerToken: 0.1 });
    await engine.readAhead(request(`${document}‸`), never);
    await shown(engine, `// x‸\n${document}`, { budgetMilliseconds: 40 });
    const { read } = model.counts;
    const controller = new AbortController();
    const text = `// x\n${document}‸`;
    const result = await engine.complete(request(text, { budgetMilliseconds: 40 }), controller.signal);
    expect(result.offers[0]?.text).toBe('pute(question);');
    expect(model.counts.read - read).toBeLessThan(40 + 2 * 96);
    await engine.idle();
  });

  test('too small for an answer: no offer, then one report of a late offer', async () => {
    const { engine, late } = desk([sentence], {}, { millisecondsPerToken: 0.1 });
    expect(await shown(engine, `${document}‸`, { budgetMilliseconds: 1 })).toBe(`${document}‸`);
    await engine.idle();
    expect(late).toEqual(['a']);
    expect(await shown(engine, `${document}‸`, { budgetMilliseconds: 1 })).toBe(`${document}[pute(question);]`);
    await engine.idle();
    expect(late).toEqual(['a']);
  });

  test('no late offer is reported when the user has typed on', async () => {
    const { engine, late } = desk([sentence], {}, { millisecondsPerToken: 0.1 });
    await shown(engine, `${document}‸`, { budgetMilliseconds: 1 });
    await shown(engine, `${document} zzzz‸`, { budgetMilliseconds: 1 });
    await engine.idle();
    expect(late).toEqual([]);
  });

  test('the decoded part is shown, the rest with the next keystroke', async () => {
    const long = 'let value = first + second + third + fourth + fifth + sixth + seventh;\n';
    const { engine, model } = desk([long], {}, { millisecondsPerToken: 1, surprise: 0.002 });
    const start = 'let value = ';
    const options = { budgetMilliseconds: 60 };
    const first = await shown(engine, `${start}‸`, options);
    expect(first).toMatch(/^let value = \[first \+ second.*\]$/);
    expect(first).not.toContain('seventh');
    await engine.idle();
    const { calls } = model.counts;
    const second = await shown(engine, `${start}f‸`, options);
    expect(second).toBe('let value = f[irst + second + third + fourth + fifth + sixth + seventh;]');
    expect(second.replace(/[[\]]/g, '').startsWith(first.replace(/[[\]]/g, ''))).toBe(true);
    // Nothing was left to do.
    expect(model.counts.calls).toBe(calls);
  });
});

describe('cancellation', () => {
  test('answers with no offers, after the current slice', async () => {
    const { engine, model } = desk([sentence]);
    const controller = new AbortController();
    model.onCall = () => {
      controller.abort();
    };
    const { offers } = await engine.complete(request(`${document}‸`), controller.signal);
    expect(offers).toEqual([]);
    // The header, and no more than a slice.
    expect(model.counts.read).toBeLessThanOrEqual(2 + 64);
  });

  test('arrives between slices, since the event loop runs', async () => {
    const { engine, model } = desk([sentence]);
    const controller = new AbortController();
    setImmediate(() => {
      controller.abort();
    });
    const { offers } = await engine.complete(request(`${document}‸`), controller.signal);
    expect(offers).toEqual([]);
    expect(model.counts.read).toBeLessThan(1000);
    await engine.idle();
  });

  test('before the start costs nothing', async () => {
    const { engine, model } = desk([sentence]);
    expect((await engine.complete(request(`${document}‸`), AbortSignal.abort())).offers).toEqual([]);
    expect(model.counts.calls).toBe(0);
  });

  test('read text stays read', async () => {
    const { engine, model, late } = desk([sentence]);
    const controller = new AbortController();
    setImmediate(() => {
      controller.abort();
    });
    await engine.complete(request(`${document}‸`), controller.signal);
    await engine.idle();
    expect(late).toEqual([]);
    const { read } = model.counts;
    expect(await shown(engine, `${document}‸`)).toBe(`${document}[pute(question);]`);
    expect(model.counts.read).toBe(read);
  });
});

describe('reading ahead', () => {
  const position = { ...request(`${document}‸`) };

  test('leaves nothing to read for the first keystroke', async () => {
    const { engine, model } = desk([sentence]);
    await engine.readAhead(position, never);
    const { read } = model.counts;
    expect(read).toBeGreaterThan(7000);
    expect(await shown(engine, `${document}p‸`)).toBe(`${document}p[ute(question);]`);
    expect(model.counts.read - read).toBe(1);
  });

  test('of a place in the middle of the read text keeps the states behind it', async () => {
    const { engine, model } = desk([sentence]);
    await engine.readAhead(position, never);
    const { read } = model.counts;
    await engine.readAhead({ ...position, prefix: document.slice(0, 500) }, never);
    await shown(engine, `${document}p‸`);
    expect(model.counts.read - read).toBe(1);
  });

  test('stops for a request in another document and continues afterwards', async () => {
    const { engine, model } = desk([sentence], {}, { millisecondsPerToken: 0.1 });
    const reading = engine.readAhead(position, never);
    await new Promise((resolve) => setImmediate(resolve));
    const before = model.counts.read;
    expect(before).toBeLessThan(1000);
    expect(await shown(engine, 'const answer = com‸', { documentId: 'b' })).toMatch(/pute/);
    expect(model.counts.read - before).toBeLessThan(200);
    await reading;
    expect(model.counts.read).toBeGreaterThan(7000);
  });

  test('can be cancelled, and ends when the document is closed', async () => {
    const { engine, model } = desk([sentence]);
    const controller = new AbortController();
    const cancelled = engine.readAhead(position, controller.signal);
    controller.abort();
    await cancelled;
    const closed = engine.readAhead(position, never);
    engine.closeDocument('a');
    await closed;
    await engine.idle();
    expect(model.counts.read).toBeLessThan(500);
  });
});

describe('jumps', () => {
  /** About 60,000 characters. */
  const long = Array.from({ length: 2_400 }, (_, line) => `line ${line} with ${(line * 7919) % 1000} words`).join('\n');
  const options = { budgetMilliseconds: 25 };
  const at = (offset: number): string => `${long.slice(0, offset)}‸${long.slice(offset)}`;

  test('back and forth in a long document find the states of both places', async () => {
    const { engine, model } = desk([sentence], {}, { millisecondsPerToken: 0.1 });
    const [high, low] = [long.indexOf('\n', 9_000), long.indexOf('\n', 55_000)];
    await engine.readAhead({ ...request(at(high)), suffix: '' }, never);
    await engine.readAhead({ ...request(at(low)), suffix: '' }, never);
    const { read } = model.counts;
    for (const offset of [high, low, high, low]) {
      const { context } = await engine.complete(request(at(offset), options), never);
      expect(context).toBe('whole');
      await engine.idle();
    }
    expect(model.counts.read - read).toBeLessThan(200);
  });

  test('to below an edit are answered with the states from before it, which the background makes exact', async () => {
    for (const distance of [120, 300, 900, 4_000]) {
      const { engine, model } = desk([sentence], {}, { millisecondsPerToken: 0.1 });
      await engine.readAhead(request(at(20_000)), never);
      const edited = long.indexOf('\n', 15_000);
      const text = `${long.slice(0, edited)}, changed${long.slice(edited)}`;
      const cursor = (offset: number): string => `${text.slice(0, offset)}‸${text.slice(offset)}`;
      await engine.complete(request(cursor(edited + 9), options), never);
      const { read } = model.counts;
      const below = text.indexOf('\n', edited + 9 + distance);
      const asked = await engine.complete(request(cursor(below), options), never);
      expect(['whole', 'older'], `${distance}`).toContain(asked.context);
      expect(model.counts.read - read, `${distance}`).toBeLessThan(200);
      await engine.idle();
      const later = await engine.complete(request(cursor(below), { ...options, explicit: true }), never);
      expect(later.context, `${distance}`).toBe('whole');
    }
  });

  test('to a place that was never read are answered from the stretch that the background reads first', async () => {
    const { engine, model } = desk([sentence], {}, { millisecondsPerToken: 0.1 });
    const reading = engine.readAhead(request(at(50_000)), never);
    await expect.poll(() => model.counts.read, { interval: 0 }).toBeGreaterThan(1_600);
    const before = model.counts.read;
    expect(before).toBeLessThan(15_000);
    const { context } = await engine.complete(request(at(50_001), options), never);
    expect(context).toBe('short');
    expect(model.counts.read - before).toBeLessThan(100);
    engine.closeDocument('a');
    await reading;
  });

  test('to the text below were foreseen', async () => {
    const { engine, model } = desk([sentence], {}, { millisecondsPerToken: 0.1 });
    const here = long.indexOf('\n', 5_000);
    await engine.readAhead(request(at(here)), never);
    await engine.complete(request(`${long.slice(0, here)}x‸${long.slice(here)}`, options), never);
    await engine.idle();
    const { read } = model.counts;
    const below = long.indexOf('\n', 11_000);
    const text = `${long.slice(0, here)}x${long.slice(here, below)}‸${long.slice(below)}`;
    const { context } = await engine.complete(request(text, options), never);
    expect(context).toBe('older');
    expect(model.counts.read - read).toBeLessThan(200);
    await engine.idle();
  });

  test('to far below an edit use the states from before it, and leave them as they are', async () => {
    const { engine, model } = desk([sentence], {}, { millisecondsPerToken: 0.1 });
    for (const offset of [15_000, 30_000, 45_000])
      await engine.readAhead({ ...request(at(offset)), suffix: '' }, never);
    const text = `changed: ${long}`;
    const cursor = (offset: number): string => `${text.slice(0, offset)}‸${text.slice(offset)}`;
    await engine.complete(request(cursor(9), options), never);
    const { read } = model.counts;
    const { context } = await engine.complete(request(cursor(text.indexOf('\n', 40_000)), options), never);
    expect(context).toBe('older');
    await engine.idle();
    expect(model.counts.read - read).toBeLessThan(200);
  });

  test('of several documents keep within the memory', async () => {
    const { engine } = desk([sentence], { limits: { memory: 2_000_000 } }, {});
    for (let document = 0; document < 4; document++) {
      for (const offset of [9_000, 55_000, 30_000])
        await engine.readAhead(request(at(offset), { documentId: `${document}` }), never);
    }
    expect(engine.memory).toBeLessThan(2_100_000);
  });
});

describe('failure', () => {
  test('of the native library rejects the request, and the next one works', async () => {
    const { engine, model } = desk([sentence]);
    model.onCall = () => {
      throw new Error('no memory');
    };
    await expect(engine.complete(request('const answer = com‸'), never)).rejects.toThrow('no memory');
    model.onCall = () => undefined;
    expect(await shown(engine, 'const answer = com‸')).toBe('const answer = com[pute(question);]');
  });

  test('in the background is reported, and the next request works', async () => {
    const errors: unknown[] = [];
    const { engine, model } = desk([sentence], { onBackgroundError: (error) => errors.push(error) });
    model.onCall = () => {
      throw new Error('no memory');
    };
    await engine.readAhead(request('const answer = com‸'), never);
    expect(errors).toHaveLength(1);
    model.onCall = () => undefined;
    expect(await shown(engine, 'const answer = com‸')).toBe('const answer = com[pute(question);]');
  });
});
