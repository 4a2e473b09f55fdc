/**
 * The row of tokens of a corpus and beside it the copy codes that are read with them, as if each document were typed in
 * a workspace of other documents of its package. A document must not find itself there, and the tables of the text
 * cache forget nothing, so each of a few workspaces leaves out the documents that are read beside it.
 */
import type { Rng } from '../../base/rng.ts';
import { CopyReader, noCopy } from '../../completion/textCache/copyCodes.ts';
import { WorkspaceTexts } from '../../completion/textCache/workspaceTexts.ts';
import type { Vocabulary } from '../../model/text/vocabulary.ts';
import { type CorpusDocument, type EncodedDocument, encodeDocument } from '../../training/corpus.ts';

/** Workspaces of a package. Each document is missing in one of them. */
const workspaces = 5;
/** Share of the documents that are read without copy codes, as where the text cache is off. */
const shareWithout = 0.1;

export interface CopyRow {
  readonly tokens: Uint16Array;
  readonly copies: Uint16Array;
}

/** As `tokenRow`, with copy codes. */
export function copyRow(vocabulary: Vocabulary, documents: readonly CorpusDocument[], rng: Rng): CopyRow {
  const encoded = documents.map((document) => encodeDocument(vocabulary, document, rng.next() < 0.5));
  const codes = copyCodesOf(vocabulary, encoded);
  const length = encoded.reduce((sum, { tokens }) => sum + tokens.length, 0);
  const row = { tokens: new Uint16Array(length), copies: new Uint16Array(length).fill(noCopy) };
  let offset = 0;
  for (const document of encoded) {
    row.tokens.set(document.tokens, offset);
    const own = codes.get(document);
    if (own !== undefined && rng.next() >= shareWithout) row.copies.set(own, offset);
    offset += document.tokens.length;
  }
  return row;
}

function copyCodesOf(
  vocabulary: Vocabulary,
  documents: readonly EncodedDocument[],
): ReadonlyMap<EncodedDocument, Uint16Array> {
  const packages = new Map<string, EncodedDocument[]>();
  for (const one of documents) {
    const group = packages.get(one.document.package);
    if (group === undefined) packages.set(one.document.package, [one]);
    else group.push(one);
  }
  const codes = new Map<EncodedDocument, Uint16Array>();
  const workspace = new WorkspaceTexts(vocabulary);
  for (const group of packages.values()) {
    for (let fold = 0; fold < Math.min(workspaces, group.length); fold++) {
      workspace.clear();
      const isRead = (index: number): boolean => index % workspaces === fold;
      for (const { document } of group.filter((_, index) => !isRead(index))) {
        workspace.put({ name: document.path, languageId: document.language, text: document.text });
      }
      while (workspace.work(1 << 16));
      for (const one of group.filter((_, index) => isRead(index))) {
        const { tokens, headerLength, document } = one;
        const reader = new CopyReader(vocabulary, workspace, document.language, document.path);
        codes.set(one, reader.codesOf(tokens.subarray(0, headerLength), tokens.subarray(headerLength)));
      }
    }
  }
  return codes;
}
