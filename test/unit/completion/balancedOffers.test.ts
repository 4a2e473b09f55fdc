/** Offers of the shipped model, with text cache and live learning, at places where they used to leave something open. */
import path from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { afterAll, expect, test } from 'vitest';
import { CompletionEngine } from '../../../src/completion/completionEngine.ts';
import { TextCache } from '../../../src/completion/textCache/textCache.ts';
import { WorkspaceTexts } from '../../../src/completion/textCache/workspaceTexts.ts';
import { loadCharacterModel } from '../../../src/runtime/loadCharacterModel.ts';
import { fittedMixture } from '../../support/fittedMixture.ts';
import { never, request } from './desk.ts';
import { cursorIn, withGhost } from './notation.ts';

const folder = path.join(import.meta.dirname, '../../../models/base');
const { model, vocabulary } = await loadCharacterModel(folder);
const mixture = await fittedMixture();
afterAll(() => model.dispose());

type Way = 'balanced' | 'eager' | 'asked';

/** The line of the cursor as the editor shows it. */
async function shownLine(text: string, languageId: string, way: Way): Promise<string> {
  const engine = new CompletionEngine(model, vocabulary, {
    clock: () => performance.now(),
    yieldToEventLoop: () => setImmediate(),
    textCache: new TextCache(vocabulary, new WorkspaceTexts(vocabulary), mixture),
    liveLearning: true,
  });
  const asked = request(text, {
    languageId,
    documentId: text,
    path: '',
    minimumLength: 3,
    eagerness: way === 'eager' ? 'eager' : 'balanced',
    explicit: way === 'asked',
  });
  const { offers } = await engine.complete(asked, never);
  const [offer] = offers;
  const whole = withGhost(cursorIn(text), offer?.text);
  const covered = offer?.replaced ?? 0;
  const shown = covered === 0 ? whole : whole.replace(`]${asked.suffix.slice(0, covered)}`, ']');
  const start = asked.prefix.lastIndexOf('\n') + 1;
  return shown.slice(start).split('\n')[0] ?? '';
}

const calls = 'a = fetch(url, timeout)\nb = fetch(url, timeout)\nuse(a)\n';
const creations = 'one = create(name, size)\ntwo = create(name, size)\nuse(one)\n';
const logs = "console.log('started');\nrun();\nconsole.log('stopped');\nend();\n";
const picks = 'a: pick(theme, 1),\nb: pick(theme, 2),\nc: pick(theme, 3),\n';
const items = '<li class="item"><a href="#one">One</a></li>\n<li class="item"><a href="#two">Two</a></li>\n';

/** [language, how, text, what may be shown; where nothing is certain, nothing at all] */
const examples: readonly (readonly [string, Way, string, readonly string[]])[] = [
  ['python', 'balanced', `${calls}result = merge(fet‸, b)`, ['result = merge(fet[ch(url, timeout)], b)', '‸']],
  ['python', 'eager', `${calls}result = merge(fet‸, b)`, ['result = merge(fet[ch(url, timeout)], b)']],
  ['python', 'asked', `${calls}len(fet‸) + 1`, ['len(fet[ch(url, timeout)]) + 1']],
  ['python', 'balanced', `${creations}six = create(‸\n)`, ['six = create([name, size]']],
  ['typescript', 'eager', `expect(\n  result,\n).toBe(true);\nexpect(\n  result‸\n).toBe(true);`, ['  result‸']],
  ['javascript', 'balanced', `${logs}console.lo‸;`, ["console.lo[g('stopped')];", "console.lo[g('started')];", '‸']],
  ['javascript', 'eager', `${logs}console.lo‸;`, ["console.lo[g('stopped')];", "console.lo[g('started')];"]],
  ['javascript', 'balanced', `${picks}d: pi‸,`, ['d: pi[ck(theme, 4)],', 'd: pi[ck(theme, 3)],', '‸']],
  ['javascript', 'asked', `${picks}d: pi‸,`, ['d: pi[ck(theme, 4)],', 'd: pi[ck(theme, 3)],', 'd: pi[ck],']],
  ['html', 'balanced', `${items}<li class="‸"></li>`, ['<li class="[item]"></li>']],
  ['html', 'eager', `${items}<li class="item">‸</li>`, ['<li class="item">[<a href="#two">Two</a>]</li>']],
  ['json', 'balanced', '"strict": true,\n"noEmit": true,\n"noE‸', ['"noE‸']],
  ['python', 'balanced', 'import logging\nimport os\nimport lo‸', ['import lo‸']],
];

test.each(examples)('%s, %s: %j', async (languageId, way, text, allowed) => {
  const shown = await shownLine(text, languageId, way);
  expect(allowed).toContain(allowed.includes('‸') && !shown.includes('[') ? '‸' : shown);
});
