/**
 * `npm run language-head`: trains the language detection over the states of a model and writes it beside the weights.
 * A head belongs to one model, so run this again after the base model has changed. A fifth of the packages is kept
 * back at first and gives the scale of the probabilities. The head that is written has learnt from all packages.
 *
 *   --model DIR          models/base by default
 *   --corpus FILE        dist/corpus/train.jsonl by default
 *   --per-language N     snippets, 400 by default
 *   --seed N
 */
import { Rng } from '../../base/rng.ts';
import { type LanguageHead, languageProbabilities } from '../../model/languageHead.ts';
import { writeLanguageHead } from '../../runtime/baseModelFiles.ts';
import { loadCharacterModel } from '../../runtime/loadCharacterModel.ts';
import { type CorpusDocument, readCorpusFile } from '../../training/corpus.ts';
import { fitSoftmax } from './softmaxRegression.ts';
import { asRows, type Example, readExamples } from '../measure/languages/examples.ts';
import { drawSnippets } from '../measure/languages/snippets.ts';
import { parseOptions } from '../shared/options.ts';

const snippetLines = 50;
const recipe = { epochs: 6, batch: 128, peakRate: 0.003, weightDecay: 1, mostWeight: 3 };
/** A language with fewer packages or characters is not learnt. */
const fewestPackages = 6;
const fewestCharacters = 40_000;
const keptBack = 0.2;
/** Tried for calibration: logits are multiplied by one of them. */
const sharpenings = Array.from({ length: 25 }, (_, step) => 0.6 + 0.1 * step);

export async function main(args: readonly string[]): Promise<number> {
  const defaults = { model: 'models/base', corpus: 'dist/corpus/train.jsonl', perLanguage: 400, seed: 1 };
  const { model: folder, corpus, perLanguage, seed } = parseOptions(args, defaults);
  const rng = new Rng(seed);
  const documents: CorpusDocument[] = [];
  for await (const document of readCorpusFile(corpus)) documents.push(document);
  const languages = learntLanguages(documents);
  const snippets = drawSnippets(documents, { lines: snippetLines, perLanguage, atStart: 0.3, mayBeShorter: true }, rng);
  const { model, vocabulary, sha256 } = await loadCharacterModel(folder);
  const examples = await readExamples(model, vocabulary, snippets, (done) => {
    if (done % 500 === 0) console.log(`${done} of ${snippets.length} snippets read`);
  });
  const { stateSize } = model;
  await model.dispose();
  const fit = (chosen: readonly Example[]): LanguageHead => {
    const weights = fitSoftmax(asRows(chosen, languages), languages.length, recipe, rng);
    return { model: sha256, languages, stateSize, weights };
  };
  const [back, rest] = split(examples, rng);
  const sharpening = calibrate(fit(rest), back);
  await writeLanguageHead(folder, sharpened(fit(examples), sharpening));
  console.log(`${folder}/languages.json: ${languages.length} languages from ${examples.length} examples`);
  return 0;
}

/** In alphabetical order. */
function learntLanguages(documents: readonly CorpusDocument[]): string[] {
  const found = new Map<string, { readonly packages: Set<string>; characters: number }>();
  for (const { language, package: name, text } of documents) {
    const entry = found.get(language) ?? { packages: new Set<string>(), characters: 0 };
    entry.packages.add(name);
    entry.characters += text.length;
    found.set(language, entry);
  }
  return [...found]
    .filter(([language]) => language !== 'jsonc')
    .filter(([, { packages, characters }]) => packages.size >= fewestPackages && characters >= fewestCharacters)
    .map(([language]) => language)
    .sort();
}

/** Examples of some packages, and those of all others. */
function split(examples: readonly Example[], rng: Rng): readonly [Example[], Example[]] {
  const packages = rng.shuffle([...new Set(examples.map((example) => example.package))].sort());
  const back = new Set(packages.slice(0, Math.ceil(packages.length * keptBack)));
  return [
    examples.filter((example) => back.has(example.package)),
    examples.filter((example) => !back.has(example.package)),
  ];
}

/** The factor of the logits with the lowest cross-entropy on the examples that were kept back. */
function calibrate(head: LanguageHead, examples: readonly Example[]): number {
  const asked = examples.filter(({ language }) => head.languages.includes(language));
  const nats = (sharpening: number): number => {
    const sharp = sharpened(head, sharpening);
    const sum = asked.reduce((total, { features, language }) => {
      const found = languageProbabilities(sharp, features).find(({ languageId }) => languageId === language);
      return total - Math.log(Math.max(found?.probability ?? 0, 1e-9));
    }, 0);
    return sum / asked.length;
  };
  const right = asked.filter(
    ({ features, language }) => languageProbabilities(head, features)[0]?.languageId === language,
  );
  const scores = sharpenings.map((sharpening) => ({ sharpening, nats: nats(sharpening) }));
  const best = scores.reduce((a, b) => (b.nats < a.nats ? b : a));
  console.log(
    `kept back: ${((100 * right.length) / asked.length).toFixed(1)} % of ${asked.length} right, ` +
      `${nats(1).toFixed(3)} nats, ${best.nats.toFixed(3)} with logits times ${best.sharpening.toFixed(1)}`,
  );
  return best.sharpening;
}

function sharpened(head: LanguageHead, sharpening: number): LanguageHead {
  return { ...head, weights: head.weights.map((weight) => weight * sharpening) };
}
