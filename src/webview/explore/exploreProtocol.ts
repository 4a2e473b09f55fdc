/**
 * The messages between the extension host and the panel *Explore the Model*. The host sends whole views: texts that are
 * ready to be shown, and numbers for the drawings. The panel only says that it is ready.
 */

/** A character or other token that may come next, or all others together. */
export interface ChoiceView {
  /** `p`, `·`, `one level out`. */
  readonly label: string;
  /** The label is text of a file or a sign for it, not a description. */
  readonly isText: boolean;
  /** An explanation: `space`, `first of 2 bytes of U+00C0 to U+00FF`. */
  readonly note: string;
  /** Probability by the model alone. */
  readonly alone: number;
  /** Probability with the text cache; absent without one. */
  readonly cached?: number;
  /** The document has it at the cursor. */
  readonly isActual: boolean;
}

export interface ColumnView {
  /** One sign a character; several for leading whitespace. */
  readonly label: string;
  /** For screen readers and notes: `e`, `space`, `indentation of 4 spaces`. */
  readonly name: string;
  /** The character itself; of leading whitespace, all of it. */
  readonly text: string;
}

/** The hidden units of all layers over a line. */
export interface UnitsView {
  readonly columns: readonly ColumnView[];
  /** Columns before the cursor. */
  readonly cursor: number;
  readonly layers: number;
  /** Per layer. */
  readonly units: number;
  /** After each column, (columns, layers, units) signed bytes as base64: −127 to 127 for −`largest` to `largest`. */
  readonly states: string;
  readonly largest: number;
}

export interface SceneView {
  /** `inventory.ts, line 12, column 8` */
  readonly place: string;
  /** The line up to the cursor and behind it, whitespace as signs. */
  readonly before: string;
  readonly behind: string;
  /** The likeliest first; the last is everything else. */
  readonly choices: readonly ChoiceView[];
  readonly hasCache: boolean;
  /** Entropy: `1.84 bits, as among 3.6`. */
  readonly uncertainty: { readonly alone: string; readonly cached?: string };
  /** A sentence about the choices. */
  readonly remark: string | undefined;
  readonly units: UnitsView;
}

export interface ExploreView {
  /** Why nothing can be shown; a sentence or two. */
  readonly notice: string | undefined;
  readonly scene: SceneView | undefined;
}

export interface ExploreHostMessage {
  readonly type: 'explore';
  readonly view: ExploreView;
}

/** The page was loaded and needs a view. */
export interface ExplorePanelMessage {
  readonly type: 'ready';
}

/** `undefined` for messages that are not from the host; a page receives others too. */
export function exploreHostMessageOf(data: unknown): ExploreHostMessage | undefined {
  return isObject(data) && data['type'] === 'explore' && isObject(data['view'])
    ? (data as unknown as ExploreHostMessage)
    : undefined;
}

/** `undefined` for anything but a message of the panel. */
export function explorePanelMessageOf(data: unknown): ExplorePanelMessage | undefined {
  return isObject(data) && data['type'] === 'ready' ? { type: 'ready' } : undefined;
}

/** A unit that stays shown as a curve when the cursor moves to another line. */
export interface Pin {
  readonly layer: number;
  readonly unit: number;
}

export const unitOrders = ['range', 'number', 'brackets', 'quotes'] as const;
export type UnitOrder = (typeof unitOrders)[number];

/** What VS Code keeps of the panel over a reload of the window: the user's choices, no text. */
export interface SavedExplorePanel {
  readonly layer: number;
  readonly order: UnitOrder;
  readonly pins: readonly Pin[];
}

/** Invalid values count as never chosen. */
export function savedExplorePanel(state: unknown): SavedExplorePanel {
  if (!isObject(state)) return { layer: -1, order: 'range', pins: [] };
  const { layer, order, pins } = state as Record<keyof SavedExplorePanel, unknown>;
  return {
    layer: isIndex(layer) ? layer : -1,
    order: unitOrders.find((known) => known === order) ?? 'range',
    pins: Array.isArray(pins) ? pins.filter(isPin) : [],
  };
}

function isPin(value: unknown): value is Pin {
  return isObject(value) && isIndex(value['layer']) && isIndex(value['unit']);
}

function isIndex(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
