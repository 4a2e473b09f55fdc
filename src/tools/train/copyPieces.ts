/**
 * The copy codes that are read with the tokens of a corpus, as if each document were typed in a workspace of other
 * documents of its package. A document must not find itself there, and the tables of the text cache forget nothing, so
 * each of a few workspaces leaves out the documents that are read beside it.
 */
import type { Rng } from '../../base/rng.ts';
import { CopyReader, noCopy } from '../../completion/textCache/copyCodes.ts';
import { WorkspaceTexts } from '../../completion/textCache/workspaceTexts.ts';
import type { Vocabulary } from '../../model/text/vocabulary.ts';
import { byPackage, type CorpusDocument, encodeDocument } from '../../training/corpus.ts';

/** Workspaces of a package. Each document is missing in one of them. */
const workspaces = 5;
/** Share of the documents that are read without copy codes, as where the text cache is off. */
const shareWithout = 0.1;

/** The codes of one document after the other, beside `tokenPieces` with a generator in the same state. */
export function* copyPieces(
  vocabulary: Vocabulary,
  documents: readonly CorpusDocument[],
  rng: Rng,
): Generator<Int32Array> {
  const withPath = new Map(documents.map((document) => [document, rng.next() < 0.5]));
  const codes = new Map<CorpusDocument, Uint16Array>();
  const workspace = new WorkspaceTexts(vocabulary);
  for (const group of byPackage(documents)) {
    for (let fold = 0; fold < Math.min(workspaces, group.length); fold++) {
      workspace.clear();
      const isRead = (index: number): boolean => index % workspaces === fold;
      for (const { path, language, text } of group.filter((_, index) => !isRead(index))) {
        workspace.put({ name: path, languageId: language, text });
      }
      while (workspace.work(1 << 16));
      for (const document of group.filter((_, index) => isRead(index))) {
        const { tokens, headerLength } = encodeDocument(vocabulary, document, withPath.get(document) === true);
        const reader = new CopyReader(vocabulary, workspace, document.language, document.path);
        codes.set(document, reader.codesOf(tokens.subarray(0, headerLength), tokens.subarray(headerLength)));
      }
    }
  }
  for (const document of documents) {
    const own = Int32Array.from(codes.get(document) ?? []);
    yield rng.next() < shareWithout ? own.fill(noCopy) : own;
  }
}
