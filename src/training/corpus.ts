/**
 * Documents on their way to the network. With their language and path they become one long row of tokens, document
 * after document, package after package. So a carried state sees the documents in the order in which a reader of the
 * package would.
 */
import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import * as v from 'valibot';
import type { Rng } from '../base/rng.ts';
import { UserError } from '../base/userError.ts';
import { type Refusal, objectOf, parseJson } from '../base/validation.ts';
import { byteLength } from '../base/wtf8.ts';
import type { Vocabulary } from '../model/text/vocabulary.ts';

export interface CorpusDocument {
  /** Repository or package the text comes from. */
  readonly package: string;
  /** Path inside it, forward slashes. */
  readonly path: string;
  readonly language: string;
  readonly text: string;
}

/** A document as a JSON line. */
export const documentFields = { package: v.string(), path: v.string(), language: v.string(), text: v.string() };
const documentSchema = objectOf(documentFields);

export const documentOrders = ['files', 'packages'] as const;
/** Whether files or whole packages are shuffled. */
export type DocumentOrder = (typeof documentOrders)[number];

export interface EncodedDocument {
  readonly document: CorpusDocument;
  /** Header and text. */
  readonly tokens: Int32Array;
  /** How many of `tokens` are the header, which is not counted in bits per character. */
  readonly headerLength: number;
  /** UTF-8 bytes of the text. Bits per character are bits per byte. */
  readonly characters: number;
}

/** Documents of a file of JSON lines. @throws UserError when a line is not a document. */
export async function* readCorpusFile(path: string): AsyncGenerator<CorpusDocument> {
  const lines = createInterface({ input: createReadStream(path, 'utf8'), crlfDelay: Infinity });
  const refuse: Refusal = (reason, options) =>
    new UserError(`A document of ${path} is damaged: ${reason}.`, 'Make the corpus anew.', options);
  for await (const line of lines) if (line !== '') yield parseJson(documentSchema, line, refuse);
}

export function encodeDocument(vocabulary: Vocabulary, document: CorpusDocument, withPath: boolean): EncodedDocument {
  const header = vocabulary.encodeHeader(document.language, withPath ? document.path : undefined);
  const body = vocabulary.encode(document.text);
  const tokens = new Int32Array(header.length + body.length);
  tokens.set(header);
  tokens.set(body, header.length);
  return { document, tokens, headerLength: header.length, characters: byteLength(document.text) };
}

/** The same packages in a random order; documents of one package stay together and in order. */
export function shufflePackages(documents: readonly CorpusDocument[], rng: Rng): CorpusDocument[] {
  return rng.shuffle(byPackage(documents)).flat();
}

/** Documents of the same package together, in the order in which the packages come. */
export function byPackage(documents: readonly CorpusDocument[]): CorpusDocument[][] {
  const packages = new Map<string, CorpusDocument[]>();
  for (const document of documents) {
    const group = packages.get(document.package);
    if (group === undefined) packages.set(document.package, [document]);
    else group.push(document);
  }
  return [...packages.values()];
}

/** Documents of a file in a random order: `files` mixes them all, `packages` keeps those of one package together. */
export async function readShuffled(path: string, order: DocumentOrder, rng: Rng): Promise<CorpusDocument[]> {
  const documents: CorpusDocument[] = [];
  for await (const document of readCorpusFile(path)) documents.push(document);
  return order === 'files' ? rng.shuffle(documents) : shufflePackages(documents, rng);
}

/**
 * The tokens of one document after the other. Half of the headers, at random, have no path, so that the model also
 * works without.
 */
export function* tokenPieces(
  vocabulary: Vocabulary,
  documents: readonly CorpusDocument[],
  rng: Rng,
): Generator<Int32Array> {
  for (const document of documents) yield encodeDocument(vocabulary, document, rng.next() < 0.5).tokens;
}

/** All documents as one row of tokens. */
export function tokenRow(vocabulary: Vocabulary, documents: readonly CorpusDocument[], rng: Rng): Uint16Array {
  return rowOf(tokenPieces(vocabulary, documents, rng));
}

/** Pieces one after the other. Each is made smaller before the next one is made: there may be a gigabyte of them. */
export function rowOf(numbers: Iterable<Int32Array>): Uint16Array {
  const pieces = Array.from(numbers, (piece) => Uint16Array.from(piece));
  const row = new Uint16Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
  let offset = 0;
  for (const piece of pieces) {
    row.set(piece, offset);
    offset += piece.length;
  }
  return row;
}
