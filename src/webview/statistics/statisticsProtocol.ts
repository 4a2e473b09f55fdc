/**
 * The messages between the extension host and the statistics page. The host sends whole views: texts that are ready to
 * be shown, in the user's language, and shares for the bars.
 */

export interface Figure {
  /** `12%` */
  readonly value: string;
  readonly label: string;
}

export interface TableView {
  readonly title: string;
  readonly head: readonly string[];
  /** Cells as `head` has them; the first is the name of the row. */
  readonly rows: readonly (readonly string[])[];
}

export interface BarView {
  readonly label: string;
  readonly figure: string;
  /** Of the longest bar, from 0 to 1. */
  readonly share: number;
}

export interface StatisticsView {
  readonly title: string;
  /** What is counted, and where the counts stay. */
  readonly introduction: string;
  /** Why nothing is shown, or why nothing is counted; a sentence or two. */
  readonly notice: string | undefined;
  readonly figures: readonly Figure[];
  readonly tables: readonly TableView[];
  readonly bars: { readonly title: string; readonly bars: readonly BarView[] } | undefined;
  /** Label of the button that erases all; absent when there is nothing to erase. */
  readonly erase: string | undefined;
}

export interface StatisticsHostMessage {
  readonly type: 'statistics';
  readonly view: StatisticsView;
}

/** `ready`: the page was loaded and needs a view. */
export interface StatisticsPanelMessage {
  readonly type: 'ready' | 'erase';
}

/** `undefined` for messages that are not from the host; a page receives others too. */
export function statisticsHostMessageOf(data: unknown): StatisticsHostMessage | undefined {
  return isObject(data) && data['type'] === 'statistics' && isObject(data['view'])
    ? (data as unknown as StatisticsHostMessage)
    : undefined;
}

/** `undefined` for anything but a message of the page. */
export function statisticsPanelMessageOf(data: unknown): StatisticsPanelMessage | undefined {
  const type = isObject(data) ? data['type'] : undefined;
  return type === 'ready' || type === 'erase' ? { type } : undefined;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
