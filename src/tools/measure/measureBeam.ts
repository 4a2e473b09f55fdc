/**
 * `node src/tools/launch.mjs measureBeam`: how often a beam finds something better than greedy decoding, at places of the held-out packages of the
 * corpus, by the distribution that the editor offers from: model, live learning and text cache, each package with its own files as workspace.
 * Both write to the end of the line; better is what is more probable as a whole, and right is what the file goes on with.
 *
 *   --model DIR   models/base by default   --max-characters N   of each package, 10,000 by default, drawn by --seed S
 *   --spacing N   characters from one place to the next, on average; 250 by default
 */
import { parseArgs } from 'node:util';
import { Rng } from '../../base/rng.ts';
import { alternatives } from '../../completion/writing/beam.ts';
import { endsInsideCodePoint } from '../../completion/reading/documentText.ts';
import { defaultLimits } from '../../completion/limits.ts';
import { LiveLearner } from '../../completion/live/liveLearner.ts';
import { MixedPredictor, type Place, type Predictor, type WrittenTokens } from '../../completion/writing/predictor.ts';
import { Reader } from '../../completion/reading/reader.ts';
import { ReadPath } from '../../completion/reading/readPath.ts';
import { Mixture } from '../../completion/textCache/mixture.ts';
import { TextCache } from '../../completion/textCache/textCache.ts';
import { WorkspaceTexts } from '../../completion/textCache/workspaceTexts.ts';
import { LINE_FEED } from '../../model/text/tokens.ts';
import type { ReplayFile } from '../../replay/replaySystem.ts';
import { type LoadedCharacterModel, loadCharacterModel } from '../../runtime/loadCharacterModel.ts';
import { readMixture } from '../../runtime/baseModelFiles.ts';
import { heldOutPackages } from '../train/mixture/packageTexts.ts';
import { numberOption } from '../shared/options.ts';
import { Progress } from '../shared/progress.ts';
import { alignColumns } from './replay/replayReport.ts';

/** A line as somebody wrote it on. */
interface Line {
  readonly text: string;
  readonly probability: number;
}

/** What became of one place. */
interface Tried {
  readonly greedy: Line;
  /** One for each first token, the likeliest line first. */
  readonly beam: readonly Line[];
  readonly actual: string;
}

/** Before this many characters nothing can be expected. */
const firstPlace = 200;
/** Less of a difference is rounding. */
const clearly = 1.001;

export async function main(args: readonly string[]): Promise<number> {
  const string = { type: 'string' } as const;
  const options = { model: string, 'max-characters': string, seed: string, spacing: string };
  const { values } = parseArgs({ args: [...args], options });
  const folder = values.model ?? 'models/base';
  const seed = numberOption('seed', values.seed, 1);
  const spacing = numberOption('spacing', values.spacing, 250);
  const loaded = await loadCharacterModel(folder);
  const mixture = Mixture.fromTables(await readMixture(folder));
  const packages = await heldOutPackages(numberOption('max-characters', values['max-characters'], 10_000), seed);
  const progress = new Progress(process.stderr, () => performance.now());
  progress.start('places', packages.flatMap(({ typed }) => typed).length);
  const rng = new Rng(seed);
  const tried: Tried[] = [];
  for (const { train, typed } of packages) {
    const workspace = new WorkspaceTexts(loaded.vocabulary);
    for (const { path, languageId, text } of train) workspace.put({ name: path, languageId, text });
    while (workspace.work(1 << 16));
    const textCache = new TextCache(loaded.vocabulary, workspace, mixture);
    for (const file of typed) {
      tried.push(...(await tryFile(loaded, textCache, file, placesIn(file.text, spacing, rng))));
      progress.advance(1);
    }
  }
  progress.end();
  console.log(report(tried));
  await loaded.model.dispose();
  return 0;
}

/** Within lines, behind something that is not white space: there no choice is forced. */
function placesIn(text: string, spacing: number, rng: Rng): readonly number[] {
  const places: number[] = [];
  for (let at = firstPlace + rng.integer(spacing); at < text.length; at += 1 + rng.integer(2 * spacing)) {
    if (/\S/.test(text.charAt(at - 1)) && !endsInsideCodePoint(text.slice(0, at))) places.push(at);
  }
  return places;
}

async function tryFile(
  { model, vocabulary }: LoadedCharacterModel,
  textCache: TextCache,
  { path: name, languageId, text }: ReplayFile,
  places: readonly number[],
): Promise<readonly Tried[]> {
  const reader = new Reader(model, () => performance.now(), defaultLimits.readSlice);
  const state = await reader.readHeader(vocabulary.encodeHeader(languageId, name));
  const path = new ReadPath(model, { offset: 0, tokenCount: 0, encoder: vocabulary.encoder(), state });
  const live = new LiveLearner(model);
  path.learner = live;
  const cache = textCache.open(name, languageId);
  const predictor = new MixedPredictor(model, { live: live.weights, cache });
  const tried: Tried[] = [];
  for (const at of places) {
    const before = text.slice(0, at);
    await reader.readTo(path, before, () => Promise.resolve(true));
    cache.follow(before);
    const place = predictor.placeAt(path.head.state);
    const lineOf = (written: WrittenTokens): Line => line(written, (tokens) => vocabulary.decode(tokens));
    const greedy = lineOf(await greedyLine(predictor, place));
    const beams = await alternatives(predictor, place, undefined, {
      groups: defaultLimits.alternatives,
      maxTokens: defaultLimits.beamTokens,
      widestRatio: 50,
      mayGoOn: () => Promise.resolve(true),
    });
    const beam = beams.map(lineOf).sort((a, b) => b.probability - a.probability);
    const end = text.indexOf('\n', at);
    tried.push({ greedy, beam, actual: text.slice(at, end < 0 ? text.length : end) });
  }
  return tried;
}

/** As far as a hypothesis of the beam would go. */
async function greedyLine(predictor: Predictor, place: Place): Promise<WrittenTokens> {
  const maxTokens = defaultLimits.beamTokens;
  const written = await predictor.write({ place, maxTokens, firstBias: undefined, minimumProbability: 0 });
  const tokens = Array.from(written.tokens);
  const end = tokens.indexOf(LINE_FEED, 1);
  return end < 0 ? written : { ...written, tokens: tokens.slice(0, end + 1) };
}

function line({ tokens, probabilities }: WrittenTokens, decode: (tokens: number[]) => string): Line {
  const all = Array.from(tokens);
  const probability = all.reduce((product, _, index) => product * (probabilities[index] ?? 0), 1);
  return { text: decode(all), probability };
}

function report(tried: readonly Tried[]): string {
  const isBetter = ({ greedy, beam }: Tried): boolean => (beam[0]?.probability ?? 0) > greedy.probability * clearly;
  const isRight = ({ text }: Line, actual: string): boolean => text.split('\n', 1)[0] === actual;
  const groups: readonly (readonly [string, readonly Tried[]])[] = [
    ['all places', tried],
    ['greedy below 0.1', tried.filter(({ greedy }) => greedy.probability < 0.1)],
    ['0.1 to 0.5', tried.filter(({ greedy }) => greedy.probability >= 0.1 && greedy.probability < 0.5)],
    ['0.5 and more', tried.filter(({ greedy }) => greedy.probability >= 0.5)],
  ];
  const rows = groups.map(([name, some]) => {
    const share = (holds: (one: Tried) => boolean): string =>
      `${((100 * some.filter(holds).length) / Math.max(1, some.length)).toFixed(1)} %`;
    return [
      name,
      String(some.length),
      share(isBetter),
      share((one) => isBetter(one) && one.beam[0]?.text.charAt(0) !== one.greedy.text.charAt(0)),
      share(({ greedy, actual }) => isRight(greedy, actual)),
      share(({ beam, actual }) => beam[0] !== undefined && isRight(beam[0], actual)),
      share(({ beam, actual }) => beam.some((one) => isRight(one, actual))),
    ];
  });
  const head = [
    '',
    'places',
    'beam better',
    '… from its first character',
    'greedy right',
    'beam right',
    'one of four right',
  ];
  return alignColumns([head, ...rows]);
}
