/**
 * What crosses the boundary between the extension host and the fine-tuning panel. The panel is told everything there is to be drawn, in words
 * and figures that are ready to be shown, and it answers with the buttons that were pressed. Every view is a whole picture: a
 * panel that comes late, or comes back, needs to know nothing of the earlier ones.
 */

/** A point of a curve: characters of training read, bits. */
export type CurvePoint = readonly [characters: number, bits: number];

/** A word and what is to be said of it: `Time left`, `about 3 min`. */
export interface Fact {
  readonly label: string;
  readonly value: string;
}

export interface ProgressView {
  /** Of the whole, 0 to 1. */
  readonly fraction: number;
  readonly paused: boolean;
  readonly facts: readonly Fact[];
}

/** One thing that was measured with the old model and with the new one. */
export interface FigureView {
  readonly label: string;
  readonly unit: string;
  readonly before: string;
  readonly after: string;
  /** `23 % less` */
  readonly change: string;
  readonly verdict: 'better' | 'worse' | 'same';
}

/** What a model offered at one place; both parts are empty for silence. */
export interface OfferView {
  /** As it stands in the file. */
  readonly right: string;
  /** What follows from the first character on that does not. */
  readonly wrong: string;
  /** `12 of 30 characters`, of what the line goes on with. */
  readonly score: string;
}

export interface ComparedLineView {
  readonly path: string;
  /** What stands left of the cursor. */
  readonly typed: string;
  /** What the file goes on with, to the end of the line. */
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
  /** What was learnt, when, and from how much: a sentence or two. */
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
  /** `idle`: there has been none yet. `stopped`: it came to no result. */
  readonly stage: 'idle' | 'running' | 'stopped' | 'finished';
  /** What is going on, or what came of it. Read out by screen readers whenever it changes, so nothing in it moves. */
  readonly headline: string;
  /** Absent unless it is running. */
  readonly progress: ProgressView | undefined;
  /** Something that is the matter but stops nothing: a sentence. */
  readonly warning: string | undefined;
  /** Training loss, bits per token. */
  readonly training: readonly CurvePoint[];
  /** Held-out files, bits per character; the first point is the old model. */
  readonly heldOut: readonly CurvePoint[];
  /** Absent until it has finished. */
  readonly summary: SummaryView | undefined;
  /** The first is the one that matters. */
  readonly buttons: readonly ButtonView[];
}

export interface HostMessage {
  readonly type: 'show';
  readonly view: FineTuneView;
}

/** `ready`: the panel has been loaded and wants to be told. */
export interface PanelMessage {
  readonly type: 'ready' | PanelAction;
}

/** Number of the form that `FineTuneView` has: a state saved by an earlier version of the extension may have another. */
const viewVersion = 1;

/** What the panel keeps over a reload of the window. */
export interface SavedPanel {
  readonly version: typeof viewVersion;
  readonly view: FineTuneView;
}

export function savedPanel(view: FineTuneView): SavedPanel {
  return { version: viewVersion, view };
}

/** `undefined` when nothing was saved, or something of another form. */
export function viewOfSavedPanel(state: unknown): FineTuneView | undefined {
  return hasKey(state, 'version') && state.version === viewVersion && hasKey(state, 'view')
    ? (state.view as FineTuneView)
    : undefined;
}

/** `undefined` for a message that is not the host's: a page receives others as well. */
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
