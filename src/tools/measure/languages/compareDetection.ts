/**
 * Languages detected in snippets of held-out packages by the model's head and by VS Code's own detection, over the
 * same text in one run. The head is asked as the editor asks: through the detector, with its budget of tokens.
 */
import { performance } from 'node:perf_hooks';
import { setImmediate } from 'node:timers/promises';
import { nextBelief } from '../../../base/languageBelief.ts';
import { Rng } from '../../../base/rng.ts';
import { quantile } from '../../../base/statistics.ts';
import { LanguageDetector } from '../../../completion/languageDetection.ts';
import { Turns } from '../../../completion/turns.ts';
import type { LanguageHead, LanguageProbability } from '../../../model/languageHead.ts';
import type { LoadedCharacterModel } from '../../../runtime/loadCharacterModel.ts';
import type { CorpusDocument } from '../../../training/corpus.ts';
import { Guesslang } from './guesslang.ts';
import { drawSnippets, type Snippet } from './snippets.ts';

/** Shares of one language's snippets, or of all languages with the same weight. */
export interface DetectionScore {
  readonly snippets: number;
  /** First answer right. */
  readonly head: number;
  readonly guesslang: number;
}

export interface DetectionReport {
  readonly model: string;
  readonly seed: number;
  /** Lines of a snippet. */
  readonly lines: number;
  readonly languages: Readonly<Record<string, DetectionScore>>;
  /** Mean of the languages. */
  readonly overall: DetectionScore;
  /**
   * Share of the snippets in which a language was believed and so would be offered, and how many of those offers are
   * right.
   */
  readonly believed: number;
  readonly believedRight: number;
  /** Milliseconds of one detection. */
  readonly milliseconds: { readonly p50: number; readonly p95: number };
  /**
   * Of snippets in languages that the head does not know: in how many one would be offered. `undefined`: none were
   * given.
   */
  readonly foreign: { readonly snippets: number; readonly believed: number } | undefined;
}

export interface DetectionInput {
  readonly loaded: LoadedCharacterModel;
  readonly head: LanguageHead;
  readonly documents: readonly CorpusDocument[];
  /** In languages that the head does not know. */
  readonly foreign: readonly CorpusDocument[];
  readonly perLanguage: number;
  readonly seed: number;
}

/** With fewer snippets a share means nothing. */
const fewestSnippets = 10;

type Detect = (snippet: Snippet) => Promise<readonly LanguageProbability[]>;

export async function compareDetection(input: DetectionInput, lines: number): Promise<DetectionReport> {
  const { loaded, head, documents, foreign, perLanguage, seed } = input;
  const recipe = { lines, perLanguage, atStart: 0.3, mayBeShorter: false };
  const times: number[] = [];
  const detect = timed(detectorOf(loaded, head), times);
  const guesslang = new Guesslang();
  // Prose without any mark is in no language, and Guesslang has no name for it.
  const snippets = drawSnippets(documents, recipe, new Rng(seed)).filter(({ language }) => language !== 'plaintext');
  const answers: { language: string; head: boolean; guesslang: boolean; belief: string | undefined }[] = [];
  for (const snippet of snippets) {
    const { language } = snippet;
    const found = await detect(snippet);
    const guess = await guesslang.detect(snippet.text);
    answers.push({
      language,
      head: found[0]?.languageId === language,
      guesslang: Guesslang.isRight(guess, language),
      belief: nextBelief(undefined, found),
    });
  }
  const languages = byLanguage(answers);
  const believed = answers.filter(({ belief }) => belief !== undefined);
  return {
    model: loaded.manifest.name,
    seed,
    lines,
    languages,
    overall: meanOf(Object.values(languages)),
    believed: believed.length / answers.length,
    believedRight: believed.filter(({ belief, language }) => belief === language).length / believed.length,
    milliseconds: { p50: quantile(times, 0.5), p95: quantile(times, 0.95) },
    foreign: foreign.length === 0 ? undefined : await offered(detect, drawSnippets(foreign, recipe, new Rng(seed))),
  };
}

function detectorOf({ model, vocabulary }: LoadedCharacterModel, head: LanguageHead): Detect {
  const yieldToEventLoop = (): Promise<void> => setImmediate();
  const turns = new Turns(yieldToEventLoop, (error) => {
    throw error;
  });
  const detector = new LanguageDetector(model, vocabulary, head, { turns });
  const never = new AbortController().signal;
  return async ({ text }) => (await detector.detect({ documentId: 'snippet', text }, never)).languages;
}

function timed(detect: Detect, times: number[]): Detect {
  return async (snippet) => {
    const before = performance.now();
    const found = await detect(snippet);
    times.push(performance.now() - before);
    return found;
  };
}

async function offered(
  detect: Detect,
  snippets: readonly Snippet[],
): Promise<{ readonly snippets: number; readonly believed: number }> {
  let count = 0;
  for (const snippet of snippets) if (nextBelief(undefined, await detect(snippet)) !== undefined) count++;
  return { snippets: snippets.length, believed: count / snippets.length };
}

function byLanguage(
  answers: readonly { readonly language: string; readonly head: boolean; readonly guesslang: boolean }[],
): Record<string, DetectionScore> {
  const scores: Record<string, DetectionScore> = {};
  for (const language of [...new Set(answers.map((answer) => answer.language))].sort()) {
    const own = answers.filter((answer) => answer.language === language);
    if (own.length < fewestSnippets) continue;
    scores[language] = {
      snippets: own.length,
      head: own.filter(({ head }) => head).length / own.length,
      guesslang: own.filter(({ guesslang }) => guesslang).length / own.length,
    };
  }
  return scores;
}

/** Each language counts the same, however many snippets it has. */
export function meanOf(scores: readonly DetectionScore[]): DetectionScore {
  const mean = (value: (score: DetectionScore) => number): number =>
    scores.reduce((sum, score) => sum + value(score), 0) / Math.max(1, scores.length);
  return {
    snippets: scores.reduce((sum, { snippets }) => sum + snippets, 0),
    head: mean(({ head }) => head),
    guesslang: mean(({ guesslang }) => guesslang),
  };
}
