/** Snippets as a head sees them: the mean state after the first tokens, and after more and more of them. */
import type { CharacterModel } from '../../../model/characterModel.ts';
import type { Vocabulary } from '../../../model/text/vocabulary.ts';
import { Impression } from '../../../completion/languageDetection.ts';
import type { Examples } from '../../train/softmaxRegression.ts';
import { languageOfSnippet, type Snippet } from './snippets.ts';

export interface Example {
  readonly package: string;
  readonly language: string;
  /** Mean state, (S). */
  readonly features: Float32Array;
}

/** Slices of 64 tokens after which one snippet is an example: a text may be short. */
const slicesRead = [1, 2, 4, 8, 12];

/** `onProgress` gets the number of snippets read. */
export async function readExamples(
  model: CharacterModel,
  vocabulary: Vocabulary,
  snippets: readonly Snippet[],
  onProgress: (done: number) => void,
): Promise<Example[]> {
  const examples: Example[] = [];
  for (const [index, snippet] of snippets.entries()) {
    const tokens = vocabulary.encode(snippet.text);
    const impression = new Impression(model, vocabulary, snippet.text);
    for (let slices = 1, isLast = false; !isLast; slices++) {
      await impression.readSlice();
      isLast = impression.isComplete;
      if (!isLast && !slicesRead.includes(slices)) continue;
      const text = vocabulary.decode(tokens.subarray(0, impression.length));
      const language = languageOfSnippet(snippet.language, text);
      examples.push({ package: snippet.package, language, features: impression.mean });
    }
    onProgress(index + 1);
  }
  return examples;
}

/** The examples in the languages of a list, as the regression wants them. */
export function asRows(examples: readonly Example[], languages: readonly string[]): Examples {
  const known = examples.filter(({ language }) => languages.includes(language));
  const features = known[0]?.features.length ?? 0;
  const rows = new Float32Array(known.length * features);
  known.forEach((example, index) => {
    rows.set(example.features, index * features);
  });
  return { features, rows, labels: Int32Array.from(known, ({ language }) => languages.indexOf(language)) };
}
