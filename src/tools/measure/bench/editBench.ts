/**
 * Requests as they come while somebody edits: after jumps in a document of 60,000 characters, each with a change that
 * stays, and over recorded typing. The server is asked as the editor asks it, with its budget, and told of every change
 * and of every jump.
 */
import { setTimeout } from 'node:timers/promises';
import { Rng } from '../../../base/rng.ts';
import { quantile } from '../../../base/statistics.ts';
import type { CompletionClient } from '../../../processes/completionClient.ts';
import type { CompletionRequest, CompletionResult, DocumentEdit } from '../../../processes/contracts.ts';
import { longestSuffix } from '../../../replay/engineSystem.ts';
import { changeBetween, type EditedDocument, type Stretch } from '../edits/stretch.ts';
import { sampleDocument } from './readBench.ts';
import { type RequestBench, withServer } from './requestBench.ts';

const documentLength = 60_000;
/** Characters that are typed after each jump. */
const typedAfterJump = 'const value = 1;\n';
/** After a jump the editor has the text read at once. Few people type sooner than this, in milliseconds. */
const pauseMilliseconds = 400;
/** Between two keystrokes: a fast typist. The background works meanwhile. */
const keyMilliseconds = 100;
/** The same between two runs of a recording, which tells nothing of time. */
const runPauseMilliseconds = 150;
/** As the editor has it. */
const budgetMilliseconds = 25;

export interface JumpMeasures {
  /** Of the first request after a jump. */
  readonly afterJumpP95Milliseconds: number;
  /** Shares of these requests, 0 to 1: the model had read all of the text; or all of it, some as it was before an edit. */
  readonly afterJumpWholeContext: number;
  readonly afterJumpOlderContext: number;
}

export interface TraceMeasures {
  readonly traceP50Milliseconds: number;
  readonly traceP95Milliseconds: number;
  /** Share of the answers by the model for which it had read all of the text. */
  readonly traceWholeContext: number;
}

export async function benchJumps(bench: RequestBench, jumps: number): Promise<JumpMeasures> {
  return await withServer(bench, async (client) => {
    const asked: Asked[] = [];
    const rng = new Rng(1);
    let text = await sampleDocument(documentLength);
    for (let jump = 0; jump < jumps; jump++) {
      const offset = text.indexOf('\n', rng.integer(text.length - 100)) + 1;
      client.notify.readAhead(positionIn(text, offset));
      await setTimeout(pauseMilliseconds);
      for (let typed = 0; typed < typedAfterJump.length; typed++) {
        const [left, right] = [text.slice(0, offset + typed), text.slice(offset + typed)];
        const character = typedAfterJump.charAt(typed);
        client.notify.edited({ documentId, change: changeBetween(left, '', character, right) });
        text = left + character + right;
        const answer = await ask(client, text, offset + typed + 1);
        if (typed === 0) asked.push(answer);
        await setTimeout(keyMilliseconds);
      }
    }
    const share = (context: CompletionResult['context']): number =>
      asked.filter((one) => one.context === context).length / asked.length;
    return {
      afterJumpP95Milliseconds: quantile(
        asked.map(({ milliseconds }) => milliseconds),
        0.95,
      ),
      afterJumpWholeContext: share('whole'),
      afterJumpOlderContext: share('older'),
    };
  });
}

export async function benchTrace(bench: RequestBench, document: EditedDocument): Promise<TraceMeasures> {
  return await withServer(bench, async (client) => {
    const asked: Asked[] = [];
    for (const stretch of document.stretches()) asked.push(...(await typeStretch(client, stretch)));
    const latencies = asked.map(({ milliseconds }) => milliseconds);
    const contexts = asked.flatMap(({ context }) => context ?? []);
    return {
      traceP50Milliseconds: quantile(latencies, 0.5),
      traceP95Milliseconds: quantile(latencies, 0.95),
      traceWholeContext: contexts.filter((context) => context === 'whole').length / Math.max(1, contexts.length),
    };
  });
}

async function typeStretch(client: CompletionClient, { changes, left, text, right }: Stretch): Promise<Asked[]> {
  const asked: Asked[] = [];
  for (const change of changes) client.notify.edited(change === undefined ? { documentId } : { documentId, change });
  if (text === '') return asked;
  client.notify.readAhead(positionIn(left + right, left.length));
  await setTimeout(runPauseMilliseconds);
  let typed = '';
  for (const character of text) {
    const edit: DocumentEdit = { documentId, change: changeBetween(left + typed, '', character, right) };
    client.notify.edited(edit);
    typed += character;
    asked.push(await ask(client, left + typed + right, left.length + typed.length));
  }
  return asked;
}

interface Asked {
  readonly milliseconds: number;
  readonly context: CompletionResult['context'];
}

const documentId = 'bench:edited';

function positionIn(text: string, offset: number) {
  return {
    documentId,
    languageId: 'typescript',
    path: 'src/edited.ts',
    prefix: text.slice(0, offset),
    prefixStart: 0,
    suffix: text.slice(offset, offset + longestSuffix),
  };
}

async function ask(client: CompletionClient, text: string, offset: number): Promise<Asked> {
  const request: CompletionRequest = {
    ...positionIn(text, offset),
    eagerness: 'balanced',
    maximumLength: 200,
    explicit: false,
    budgetMilliseconds,
  };
  const started = performance.now();
  const result = await client.request.complete(request, new AbortController().signal);
  return { milliseconds: performance.now() - started, context: result?.context };
}
