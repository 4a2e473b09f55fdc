/**
 * Files typed once by the engine of the editor, with what the model wrote at every place. Offers do not change what
 * the model writes. So the files can be typed again with other rules in seconds.
 */
import { setImmediate } from 'node:timers/promises';
import { uncalibrated } from '../../../completion/choosing/calibration.ts';
import { CompletionEngine } from '../../../completion/completionEngine.ts';
import type { DecodedText, ShowRule } from '../../../completion/choosing/showRule.ts';
import type { TextCache } from '../../../completion/textCache/textCache.ts';
import { EngineSystem } from '../../../replay/engineSystem.ts';
import type { ReplayFile } from '../../../replay/replaySystem.ts';
import type { LoadedCharacterModel } from '../../../runtime/loadCharacterModel.ts';

export interface WrittenFile {
  readonly package: string;
  readonly file: ReplayFile;
  /** By offset, in UTF-16 code units. */
  readonly places: ReadonlyMap<number, DecodedText>;
}

/** Shows nothing, and decodes everything that any of the rules could show. */
const silentRule: ShowRule = { cost: 1.5, multiLineProbability: 0.2, leastValue: Infinity, price: 0, mayGuess: false };

/**
 * `advanced` hears of every character. With the text cache goes live learning; without it the model has the word alone.
 */
export async function writeAtPlaces(
  { model, vocabulary }: LoadedCharacterModel,
  textCache: TextCache | undefined,
  label: string,
  files: readonly ReplayFile[],
  advanced: () => void,
): Promise<readonly WrittenFile[]> {
  let places = new Map<number, DecodedText>();
  let offset = 0;
  const engine = new CompletionEngine(model, vocabulary, {
    clock: () => performance.now(),
    yieldToEventLoop: () => setImmediate(),
    calibration: uncalibrated,
    rules: { quiet: silentRule, balanced: silentRule, eager: silentRule },
    onWritten: (written, typed) => {
      // What is decoded further makes a new text, so this one is kept as it is.
      const decoded = written.after(typed);
      if (decoded !== undefined) places.set(offset, decoded);
    },
    ...(textCache === undefined ? {} : { textCache, liveLearning: true }),
  });
  const system = new EngineSystem(engine, { eagerness: 'balanced', maximumLength: 200 });
  const result: WrittenFile[] = [];
  for (const file of files) {
    const document = system.open(file);
    places = new Map();
    for (offset = 1; offset < file.text.length; offset++) {
      await document.offer(file.text.slice(0, offset));
      advanced();
    }
    document.close();
    result.push({ package: label, file, places });
  }
  return result;
}
