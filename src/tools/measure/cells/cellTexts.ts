/**
 * The text of a bench of cells: a row of tokens that every network reads in the same order, a held-out sample to
 * measure with, and places in it far enough from a beginning.
 */
import { existsSync } from 'node:fs';
import { Rng } from '../../../base/rng.ts';
import { UserError } from '../../../base/userError.ts';
import { Vocabulary } from '../../../model/text/vocabulary.ts';
import { type CorpusDocument, type EncodedDocument, encodeDocument, readCorpusFile } from '../../../training/corpus.ts';

export interface TextPlan {
  /** Files of JSON lines, as `npm run corpus` writes them. */
  readonly corpus: string;
  readonly heldOut: string;
  /** Tokens to be read in training. */
  readonly tokens: number;
  /** Least bytes of the held-out sample. */
  readonly heldOutCharacters: number;
  /** How many places, and how many tokens there are before each of them at least. */
  readonly places: number;
  readonly tokensBefore: number;
  readonly seed: number;
}

/** A token of a document, to be predicted. */
export interface Place {
  readonly tokens: Int32Array;
  /** Where in `tokens` it stands. */
  readonly index: number;
}

export interface CellTexts {
  readonly row: Uint16Array;
  readonly heldOut: readonly EncodedDocument[];
  readonly places: readonly Place[];
  /** UTF-8 bytes that a token of the held-out sample stands for, on average. */
  readonly charactersPerToken: number;
}

/** @throws UserError when there is no corpus, or too little of it. */
export async function readTexts(plan: TextPlan): Promise<CellTexts> {
  const vocabulary = new Vocabulary();
  const rng = new Rng(plan.seed);
  const row = new Uint16Array(plan.tokens);
  let filled = 0;
  for (const document of await shuffledDocuments(plan.corpus, rng)) {
    if (filled === row.length) break;
    const { tokens } = encodeDocument(vocabulary, document, rng.next() < 0.5);
    row.set(tokens.subarray(0, row.length - filled), filled);
    filled = Math.min(row.length, filled + tokens.length);
  }
  if (filled < row.length) throw tooLittle(plan.corpus, `${filled} tokens, not ${row.length}`);
  const heldOut = await heldOutSample(plan, vocabulary, rng);
  const bodies = heldOut.reduce((sum, { tokens, headerLength }) => sum + tokens.length - headerLength, 0);
  const characters = heldOut.reduce((sum, document) => sum + document.characters, 0);
  return { row, heldOut, places: choosePlaces(plan, heldOut, rng), charactersPerToken: characters / bodies };
}

async function shuffledDocuments(path: string, rng: Rng): Promise<CorpusDocument[]> {
  if (!existsSync(path)) throw new UserError(`There is no corpus in ${path}.`, 'Make one: npm run corpus.');
  const documents: CorpusDocument[] = [];
  for await (const document of readCorpusFile(path)) documents.push(document);
  return rng.shuffle(documents);
}

async function heldOutSample(plan: TextPlan, vocabulary: Vocabulary, rng: Rng): Promise<EncodedDocument[]> {
  const sample: EncodedDocument[] = [];
  let characters = 0;
  for (const document of await shuffledDocuments(plan.heldOut, rng)) {
    if (characters >= plan.heldOutCharacters) return sample;
    const encoded = encodeDocument(vocabulary, document, true);
    sample.push(encoded);
    characters += encoded.characters;
  }
  return sample;
}

/** Any place of the sample with enough before it, each as likely as any other, none twice. */
function choosePlaces(plan: TextPlan, documents: readonly EncodedDocument[], rng: Rng): Place[] {
  const all = documents.flatMap(({ tokens }) =>
    Array.from({ length: Math.max(0, tokens.length - plan.tokensBefore) }, (_, offset) => ({
      tokens,
      index: plan.tokensBefore + offset,
    })),
  );
  if (all.length < plan.places) throw tooLittle(plan.heldOut, `${all.length} places, not ${plan.places}`);
  return rng.shuffle(all).slice(0, plan.places);
}

function tooLittle(path: string, detail: string): UserError {
  return new UserError(`There is too little text in ${path}: ${detail}.`, 'Ask for less, or build the whole corpus.');
}
