/**
 * The messages between the extension host and the fine-tuning panel. The host sends whole views with texts that are
 * ready to be shown; a panel that opens late needs no earlier view. The panel sends the buttons that were pressed.
 */

/** A point of a curve: characters of training read, bits. */
export type CurvePoint = readonly [characters: number, bits: number];

/** `Time left`, `about 3 min`. */
interface Fact {
  readonly label: string;
  readonly value: string;
}

export interface ProgressView {
  /** Of the whole, 0 to 1. */
  readonly fraction: number;
  readonly paused: boolean;
  readonly facts: readonly Fact[];
}

/** A measurement of the old model and of the new one. */
export interface FigureView {
  readonly label: string;
  readonly unit: string;
  readonly before: string;
  readonly after: string;
  /** `23 % less` */
  readonly change: string;
  readonly verdict: 'better' | 'worse' | 'same';
}

/** What a model offered at one position. Both parts are empty when it offered nothing. */
export interface OfferView {
  /** The part that matches the file. */
  readonly right: string;
  /** The rest, from the first character on that does not match. */
  readonly wrong: string;
  /** `12 of 30 characters` of the rest of the line. */
  readonly score: string;
}

export interface ComparedLineView {
  readonly path: string;
  /** Text left of the cursor. */
  readonly typed: string;
  /** Text of the file right of it, to the end of the line. */
  readonly truth: string;
  readonly before: OfferView;
  readonly after: OfferView;
}

export interface LearntLanguageView {
  readonly name: string;
  readonly files: string;
  readonly size: string;
}

export interface SummaryView {
  /** The new model is in use. */
  readonly kept: boolean;
  readonly figures: readonly FigureView[];
  readonly lines: readonly ComparedLineView[];
  /** What was learnt, when, and how much: a sentence or two. */
  readonly learnt: string;
  readonly languages: readonly LearntLanguageView[];
}

export const panelActions = ['pause', 'resume', 'cancel', 'fineTune', 'forget', 'showCorpus'] as const;
export type PanelAction = (typeof panelActions)[number];

export interface ButtonView {
  readonly action: PanelAction;
  readonly label: string;
}

export interface FineTuneView {
  /** `idle`: there was no fine-tuning yet. `stopped`: it has no result. */
  readonly stage: 'idle' | 'running' | 'stopped' | 'finished';
  /** The state or the result. Screen readers read out each change, so it holds no progress. */
  readonly headline: string;
  /** While it is running. */
  readonly progress: ProgressView | undefined;
  /** A problem that does not stop it: a sentence. */
  readonly warning: string | undefined;
  /** Training loss, bits per token. */
  readonly training: readonly CurvePoint[];
  /** Held-out files, bits per character; the first point is the old model. */
  readonly heldOut: readonly CurvePoint[];
  /** When it has finished. */
  readonly summary: SummaryView | undefined;
  /** The first is the primary button. */
  readonly buttons: readonly ButtonView[];
}

export interface HostMessage {
  readonly type: 'show';
  readonly view: FineTuneView;
}

/** `ready`: the page was loaded and needs a view. */
export interface PanelMessage {
  readonly type: 'ready' | PanelAction;
}

/** Version of `FineTuneView`: a state saved by an earlier version of the extension may differ. */
const viewVersion = 1;

/** What the panel keeps over a reload of the window. */
export interface SavedPanel {
  readonly version: typeof viewVersion;
  readonly view: FineTuneView;
}

export function savedPanel(view: FineTuneView): SavedPanel {
  return { version: viewVersion, view };
}

/** `undefined` when nothing of this version was saved. */
export function viewOfSavedPanel(state: unknown): FineTuneView | undefined {
  return hasKey(state, 'version') && state.version === viewVersion && hasKey(state, 'view')
    ? (state.view as FineTuneView)
    : undefined;
}

/** `undefined` for messages that are not from the host; a page receives others too. */
export function hostMessageOf(data: unknown): HostMessage | undefined {
  return hasKey(data, 'type') && data.type === 'show' && hasKey(data, 'view') ? (data as HostMessage) : undefined;
}

/** `undefined` for anything but a message of the panel. */
export function panelMessageOf(data: unknown): PanelMessage | undefined {
  if (!hasKey(data, 'type')) return undefined;
  return ['ready', ...panelActions].includes(data.type as string) ? (data as PanelMessage) : undefined;
}

function hasKey<Key extends string>(value: unknown, key: Key): value is Record<Key, unknown> {
  return typeof value === 'object' && value !== null && key in value;
}
