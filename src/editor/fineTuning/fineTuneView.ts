/**
 * A fine-tuning in words and figures, from what the trainer tells: for the panel, the notifications and the status bar.
 */
import { grouped } from '../../base/shownText.ts';
import type { FineTuneProgress, FineTuneReport } from '../../processes/contracts.ts';
import type {
  ButtonView,
  ComparedLineView,
  FigureView,
  FineTuneView,
  OfferView,
} from '../../webview/fineTuning/protocol.ts';
import type { FineTuningState } from './fineTuningState.ts';
import { localized } from '../localized.ts';

type RunningState = Extract<FineTuningState, { kind: 'running' }>;
type StoppedState = Extract<FineTuningState, { kind: 'stopped' }>;
type BeforeAfter = FineTuneReport['heldOut'];
type ComparedLine = FineTuneReport['lines'][number];

const pause: ButtonView = { action: 'pause', label: localized`Pause` };
const resume: ButtonView = { action: 'resume', label: localized`Resume` };
const cancel: ButtonView = { action: 'cancel', label: localized`Cancel` };
const start: ButtonView = { action: 'fineTune', label: localized`Fine-tune` };
const again: ButtonView = { action: 'fineTune', label: localized`Fine-tune Again` };
const goOn: ButtonView = { action: 'fineTune', label: localized`Resume` };
const forget: ButtonView = { action: 'forget', label: localized`Forget This Workspace` };
const showCorpus: ButtonView = { action: 'showCorpus', label: localized`Show Training Files` };
const showLearnt: ButtonView = { action: 'showCorpus', label: localized`Show Training Files` };

const phases: Readonly<Record<FineTuneProgress['phase'], string>> = {
  preparing: localized`Reading the files of the workspace`,
  measuringBase: localized`Measuring the old model on held-out files`,
  training: localized`Training`,
  measuringResult: localized`Measuring the new model on held-out files`,
  comparing: localized`Completing the same lines with both models`,
  saving: localized`Saving the new model`,
};

/** There has been no fine-tuning yet. */
export const idleView: FineTuneView = {
  stage: 'idle',
  headline: localized`The model has not been fine-tuned on this workspace yet.`,
  progress: undefined,
  warning: undefined,
  training: [],
  heldOut: [],
  summary: undefined,
  buttons: [start, showCorpus],
};

export function viewOfProgress(progress: FineTuneProgress): FineTuneView {
  const { fraction, paused, charactersPerSecond, remainingSeconds, warning, training, heldOut } = progress;
  const facts = [
    ...(paused ? [] : [{ label: localized`Time left`, value: durationText(remainingSeconds) }]),
    ...(charactersPerSecond > 0 ? [{ label: localized`Speed`, value: speedText(charactersPerSecond) }] : []),
  ];
  return {
    stage: 'running',
    headline: phaseText(progress),
    progress: { fraction, paused, facts },
    warning,
    training,
    heldOut,
    summary: undefined,
    buttons: [paused ? resume : pause, cancel, showCorpus],
  };
}

/** `hasModel`: a fine-tuned model of this workspace is in use, this one or an earlier one. */
export function viewOfReport(report: FineTuneReport, hasModel: boolean): FineTuneView {
  const { corpus, curve, lines } = report;
  return {
    stage: 'finished',
    headline: resultText(report),
    progress: undefined,
    warning: undefined,
    training: curve.training,
    heldOut: curve.heldOut,
    summary: {
      kept: report.kept,
      figures: figuresOf(report),
      lines: lines.map(comparedLineView),
      learnt: learntText(report),
      languages: [...corpus.languages]
        .sort((a, b) => b.characters - a.characters)
        .map(({ languageId, files, characters }) => ({
          name: languageId,
          files: grouped(files),
          size: sizeText(characters),
        })),
    },
    buttons: [again, showLearnt, ...(hasModel ? [forget] : [])],
  };
}

/** It was cancelled, interrupted, or failed. The headline says why, and what that means. */
export function viewOfStop({ message, action, last, canGoOn }: StoppedState, hasModel: boolean): FineTuneView {
  return {
    stage: 'stopped',
    headline: `${message} ${action}`,
    progress: undefined,
    warning: last?.warning,
    training: last?.training ?? [],
    heldOut: last?.heldOut ?? [],
    summary: undefined,
    buttons: [canGoOn ? goOn : again, showCorpus, ...(hasModel ? [forget] : [])],
  };
}

function phaseText({ phase, paused }: FineTuneProgress): string {
  return paused ? localized`Paused` : phases[phase];
}

/** One line for the notification: `Training, 42%: 51,200 characters/s, about 3 min left`. */
export function progressText(progress: FineTuneProgress): string {
  const { fraction, paused, charactersPerSecond, remainingSeconds } = progress;
  const start = localized`${phaseText(progress)}, ${Math.floor(fraction * 100)}%`;
  if (paused) return start;
  const left = localized`${durationText(remainingSeconds)} left`;
  return charactersPerSecond > 0 ? `${start}: ${speedText(charactersPerSecond)}, ${left}` : `${start}: ${left}`;
}

/** The measured numbers, and what follows from them. */
export function resultText({ kept, notKept, heldOut, baseProbe }: FineTuneReport): string {
  if (notKept === 'baseForgotten') {
    return `${localized`The new model is worse at other text, so the old one stays.`} ${localized`Other text: ${bitsText(baseProbe)}; held-out text: ${bitsText(heldOut)}.`}`;
  }
  const measured = localized`Held-out text: ${bitsText(heldOut)}.`;
  if (kept) return `${measured} ${localized`The new model is in use.`}`;
  const verdict =
    heldOut.after < heldOut.before && changeText(heldOut) !== unchanged
      ? localized`The new model is hardly better on held-out files, so the old one stays.`
      : localized`The new model is not better on held-out files, so the old one stays.`;
  return `${verdict} ${measured}`;
}

/** `1.84 → 1.42 bits per character (23% less)` */
function bitsText(bits: BeforeAfter): string {
  const { before, after } = bitsInDigits(bits);
  return localized`${before} → ${after} bits per character (${changeText(bits)})`;
}

/** Two decimals, or three where two show no difference. */
function bitsInDigits({ before, after }: BeforeAfter): { readonly before: string; readonly after: string } {
  const digits = before.toFixed(2) === after.toFixed(2) ? 3 : 2;
  return { before: before.toFixed(digits), after: after.toFixed(digits) };
}

const unchanged = localized`unchanged`;

/** `23% less`, `0.4% more`, `unchanged`. */
export function changeText({ before, after }: BeforeAfter): string {
  const percent = before > 0 ? Math.abs(after / before - 1) * 100 : 0;
  if (percent < 0.05) return unchanged;
  // 9.96 would read 10.0.
  const digits = percent.toFixed(percent < 9.95 ? 1 : 0);
  return after < before ? localized`${digits}% less` : localized`${digits}% more`;
}

function figuresOf({ notKept, heldOut, baseProbe, keystrokesSaved }: FineTuneReport): readonly FigureView[] {
  const here = bitsFigure(localized`Held-out files of this workspace`, heldOut);
  const elsewhere = bitsFigure(localized`Other text`, baseProbe);
  // A gain too small to keep the model counts as none. A little is always forgotten: only too much of it is shown as
  // worse.
  const isTooLittle = here.verdict === 'better' && notKept === 'heldOutNotBetter';
  const isTolerable = elsewhere.verdict === 'worse' && notKept !== 'baseForgotten';
  return [
    isTooLittle ? { ...here, verdict: 'same' } : here,
    isTolerable ? { ...elsewhere, verdict: 'same' } : elsewhere,
    ...(keystrokesSaved === undefined ? [] : [keystrokesFigure(keystrokesSaved)]),
  ];
}

function bitsFigure(label: string, bits: BeforeAfter): FigureView {
  const change = changeText(bits);
  return {
    label,
    unit: localized`bits per character`,
    ...bitsInDigits(bits),
    change,
    verdict: change === unchanged ? 'same' : bits.after < bits.before ? 'better' : 'worse',
  };
}

export function percent(share: number): string {
  return localized`${(share * 100).toFixed(1)}%`;
}

function keystrokesFigure({ before, after }: BeforeAfter): FigureView {
  const points = (after - before) * 100;
  const isSame = Math.abs(points) < 0.05;
  return {
    label: localized`Keystrokes saved in held-out files, by the model alone`,
    unit: localized`of all keystrokes`,
    before: percent(before),
    after: percent(after),
    change: isSame ? unchanged : pointsText(points),
    verdict: isSame ? 'same' : points > 0 ? 'better' : 'worse',
  };
}

function pointsText(points: number): string {
  const digits = Math.abs(points).toFixed(1);
  return points > 0 ? localized`${digits} points more` : localized`${digits} points less`;
}

function learntText({ corpus, training, finished }: FineTuneReport): string {
  const leftOut = Object.values(corpus.leftOut).reduce((sum, files) => sum + files, 0);
  const sentences = [
    localized`${filesText(corpus.files)} (${sizeText(corpus.characters)}) in ${durationText(training.seconds)}, finished on ${finished.slice(0, 10)} at ${finished.slice(11, 16)} UTC.`,
    localized`${filesText(corpus.heldOutFiles)} (${sizeText(corpus.heldOutCharacters)}) kept out of training to measure with.`,
    ...(leftOut > 0 ? [localized`${filesText(leftOut)} excluded.`] : []),
  ];
  return sentences.join(' ');
}

const longestTyped = 80;

function comparedLineView({ path, typed, truth, before, after }: ComparedLine): ComparedLineView {
  const trimmed = typed.trimStart();
  return {
    path,
    typed: trimmed.length > longestTyped ? `…${trimmed.slice(-longestTyped)}` : trimmed,
    truth,
    before: offerView(before, truth),
    after: offerView(after, truth),
  };
}

/** Compares the first line of an offer with the rest of the line in the file. */
export function offerView(offer: string, truth: string): OfferView {
  const [line = ''] = offer.split('\n');
  const goal = characters(truth);
  const offered = characters(line);
  const found = offered.findIndex((character, index) => character !== goal[index]);
  const right = found < 0 ? offered.length : found;
  return {
    right: offered.slice(0, right).join(''),
    wrong: offered.slice(right).join(''),
    score: localized`${right} of ${goal.length} characters`,
  };
}

/** Code points, so that no character is marked as half right. */
function characters(text: string): readonly string[] {
  return Array.from(text);
}

/** `about 40 s`, `about 3 min`, `about 1 h 20 min`: in steps, so that the text does not flicker. */
export function durationText(seconds: number): string {
  if (seconds < 5) return localized`a few seconds`;
  if (seconds < 57.5) return localized`about ${Math.round(seconds / 5) * 5} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return localized`about ${Math.max(1, minutes)} min`;
  const rest = minutes % 60;
  const hours = Math.floor(minutes / 60);
  return rest === 0 ? localized`about ${hours} h` : localized`about ${hours} h ${rest} min`;
}

/** `612 kB`, `1.4 MB` */
export function sizeText(bytes: number): string {
  if (bytes < 999.5) return localized`${bytes} bytes`;
  return bytes < 999_500 ? `${Math.round(bytes / 1e3)} kB` : `${(bytes / 1e6).toFixed(1)} MB`;
}

/** Rounded, so that the text does not flicker. */
function speedText(charactersPerSecond: number): string {
  const step = charactersPerSecond < 1000 ? 10 : 100;
  return localized`${grouped(Math.round(charactersPerSecond / step) * step)} characters/s`;
}

function filesText(files: number): string {
  return files === 1 ? localized`1 file` : localized`${grouped(files)} files`;
}

/** The text of the notification while it runs. */
export function noticeText({ progress, restarted }: RunningState): string {
  return restarted ? localized`The process ended unexpectedly. It resumes from its last save.` : progressText(progress);
}

/** The message at the end; `undefined` when there is nothing to tell, as after the user cancelled it. */
export function endMessage(state: FineTuningState): { readonly text: string; readonly isError: boolean } | undefined {
  if (state.kind === 'done' && state.byUser)
    return { text: `${localized`Fine-tuning is done.`} ${resultText(state.report)}`, isError: false };
  if (state.kind === 'stopped' && state.byUser && !state.wasCancelled)
    return { text: `${state.message} ${state.action}`, isError: true };
  return undefined;
}

/** `Fine-tuning was interrupted at 43%. Resume?` */
export function offerText(fraction: number): string {
  return localized`Fine-tuning was interrupted at ${Math.floor(fraction * 100)}%. Resume?`;
}
