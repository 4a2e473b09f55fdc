/**
 * Files typed once, and what a model would have written at every place of them: all that has to be known to type them again and again with
 * other rules, in seconds, since what is offered changes nothing of what the model writes. The engine is the one of the editor.
 */
import { setImmediate } from 'node:timers/promises';
import { uncalibrated } from '../../../completion/choosing/calibration.ts';
import { CompletionEngine } from '../../../completion/completionEngine.ts';
import type { Continuation } from '../../../completion/writing/continuation.ts';
import type { DecodedText, ShowRule } from '../../../completion/choosing/showRule.ts';
import type { TextCache } from '../../../completion/textCache/textCache.ts';
import { fromFloat16, toFloat16 } from '../../../model/float16.ts';
import { EngineSystem } from '../../../replay/engineSystem.ts';
import type { ReplayFile } from '../../../replay/replaySystem.ts';
import type { LoadedCharacterModel } from '../../../runtime/loadCharacterModel.ts';

/** What was written at one place. */
export interface WrittenPlace {
  readonly decoded: DecodedText;
  /** Probability of the first token by the model alone. */
  readonly opinion: number;
  /** The state at the place, (S), in half precision: there are many. */
  readonly halves: Uint16Array;
}

export interface WrittenFile {
  readonly package: string;
  readonly file: ReplayFile;
  /** By offset, in UTF-16 code units. */
  readonly places: ReadonlyMap<number, WrittenPlace>;
}

export function stateOf({ halves }: WrittenPlace): Float32Array {
  return fromFloat16(halves);
}

/** Shows nothing, and has everything decoded that any of the rules could want. */
const silentRule: ShowRule = { cost: 1.5, multiLineProbability: 0.2, leastValue: Infinity, mayGuess: false };

/** `advanced` hears of every character. With the text cache goes live learning; without it the model has the word alone. */
export async function writeAtPlaces(
  { model, vocabulary }: LoadedCharacterModel,
  textCache: TextCache | undefined,
  label: string,
  files: readonly ReplayFile[],
  advanced: () => void,
): Promise<readonly WrittenFile[]> {
  let places = new Map<number, WrittenPlace>();
  let offset = 0;
  const engine = new CompletionEngine(model, vocabulary, {
    clock: () => performance.now(),
    yieldToEventLoop: () => setImmediate(),
    calibration: uncalibrated,
    rules: { quiet: silentRule, balanced: silentRule, eager: silentRule },
    onWritten: (written, typed) => {
      const place = placeIn(written, typed);
      if (place !== undefined) places.set(offset, place);
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

/** A copy, since what was written grows; undefined where no token ends. */
function placeIn(written: Continuation, typed: number): WrittenPlace | undefined {
  const decoded = written.after(typed);
  if (decoded === undefined) return undefined;
  const first = written.written.length - decoded.ends.length;
  const next = written.written[first];
  const opinion = next?.opinion?.[next.token] ?? decoded.probabilities[0] ?? 0;
  const { state } = written.written[first - 1]?.after ?? written.start;
  const { text, ends, probabilities, closed } = decoded;
  return {
    decoded: { text, ends: [...ends], probabilities: [...probabilities], closed },
    opinion,
    halves: toFloat16(state),
  };
}
