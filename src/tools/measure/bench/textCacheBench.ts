/**
 * What the text cache costs: taking in a workspace of 10 MB in the pieces of the server, and mixing one distribution
 * while a document is typed. The workspace is our own source, repeated with other numbers in it.
 */
import { readMixture } from '../../../runtime/baseModelFiles.ts';
import { Mixture } from '../../../completion/textCache/mixture.ts';
import { TextCache } from '../../../completion/textCache/textCache.ts';
import { WorkspaceTexts } from '../../../completion/textCache/workspaceTexts.ts';
import { Vocabulary } from '../../../model/text/vocabulary.ts';
import { quantile } from '../../../base/statistics.ts';
import { collectWorkspace } from '../../../workspace/workspaceCorpus.ts';
import { nodeFileSystem } from '../../shared/nodeFileSystem.ts';
import { sampleDocument } from './readBench.ts';

export interface TextCacheMeasures {
  /** Of 10⁷ characters. */
  readonly buildMilliseconds: number;
  readonly longestPieceMilliseconds: number;
  readonly megabytes: number;
  /** Finding and mixing for one token of a document that is written. */
  readonly microsecondsPerToken: number;
}

const characters = 10_000_000;
/** As the server does it. */
const piece = 8192;

export async function benchTextCache(modelFolder: string, tokens: number): Promise<TextCacheMeasures> {
  const vocabulary = new Vocabulary();
  const texts = new WorkspaceTexts(vocabulary);
  texts.expect(characters);
  for (const [index, text] of (await workspaceOf(characters)).entries()) {
    texts.put({ name: `${index}.ts`, languageId: 'typescript', text });
  }
  const pieces: number[] = [];
  for (let more = true; more;) {
    const started = performance.now();
    more = texts.work(piece);
    pieces.push(performance.now() - started);
  }
  const cache = new TextCache(vocabulary, texts, Mixture.fromTables(await readMixture(modelFolder)));
  return {
    buildMilliseconds: pieces.reduce((sum, milliseconds) => sum + milliseconds, 0),
    // Another process may have interrupted the longest one.
    longestPieceMilliseconds: quantile(pieces, 0.99),
    megabytes: texts.bytes / 1e6,
    microsecondsPerToken: await typingTime(cache, vocabulary, tokens),
  };
}

async function workspaceOf(length: number): Promise<string[]> {
  const folders = ['src', 'test'];
  const request = { folders: folders.map((name) => ({ name, exclude: [] })), recent: [], commitMessages: [] };
  const { documents } = await collectWorkspace(nodeFileSystem(folders), request);
  const texts: string[] = [];
  for (let total = 0, round = 0; total < length; round++) {
    for (const { text } of documents) {
      const other = text.replaceAll(/\d+/g, (number) => String(Number(number) + round));
      texts.push(other.slice(0, length - total));
      total += other.length;
      if (total >= length) break;
    }
  }
  return texts;
}

async function typingTime(cache: TextCache, vocabulary: Vocabulary, tokens: number): Promise<number> {
  const typed = vocabulary.encode(await sampleDocument(2 * tokens)).subarray(0, tokens);
  const document = cache.open('', 'typescript');
  const opinion = new Float32Array(vocabulary.size).fill(1 / vocabulary.size);
  const times: number[] = [];
  for (let from = 0; from < typed.length; from += 100) {
    let milliseconds = 0;
    for (const token of typed.subarray(from, from + 100)) {
      const { context } = document;
      const started = performance.now();
      document.mix(context, opinion);
      milliseconds += performance.now() - started;
      document.type(opinion, token);
    }
    times.push(1000 * (milliseconds / 100));
  }
  return quantile(times, 0.5);
}
