/** The whole page: made once, then each view is put into it. */
import { ButtonBar } from './buttonBar.ts';
import { ChartSection } from './chartSection.ts';
import { element, setText } from '../shared/elements.ts';
import { linesSection } from './linesSection.ts';
import { ProgressSection } from './progressSection.ts';
import type { FineTuneView, PanelAction, SummaryView } from './protocol.ts';
import { figuresSection, learntSection } from './summarySection.ts';

export class FineTunePage {
  readonly #main = element('main', '');
  readonly #headline = element('p', 'headline');
  readonly #warning = element('p', 'warning');
  readonly #progress = new ProgressSection();
  readonly #buttons: ButtonBar;
  readonly #result = element('div', '');
  readonly #chart = new ChartSection();
  readonly #details = element('div', '');
  /** Hears what changes in kind, not what ticks. */
  readonly #announcer = element('div', 'spoken');
  #shownSummary: string | undefined;

  constructor(body: HTMLElement, press: (action: PanelAction) => void) {
    this.#buttons = new ButtonBar(press);
    this.#headline.tabIndex = -1;
    this.#announcer.setAttribute('aria-live', 'polite');
    this.#main.append(
      element('h1', '', 'Fine-tuning on this workspace'),
      this.#headline,
      this.#warning,
      this.#progress.root,
      this.#buttons.root,
      this.#result,
      this.#chart.root,
      this.#details,
    );
    body.append(this.#main, this.#announcer);
  }

  /** `isLive` unless the view was saved before a reload and the host has not yet said what is true now. */
  show(view: FineTuneView, isLive: boolean): void {
    this.#main.className = [
      view.stage,
      ...(view.summary === undefined ? [] : [view.summary.kept ? 'kept' : 'notKept']),
    ].join(' ');
    setText(this.#headline, view.headline);
    this.#warning.hidden = view.warning === undefined;
    setText(this.#warning, view.warning ?? '');
    this.#progress.show(view.progress);
    const lostFocus = this.#buttons.show(view.buttons, isLive);
    this.#showSummary(view.summary);
    this.#chart.show(view);
    if (isLive) setText(this.#announcer, [view.headline, view.warning ?? ''].join(' ').trim());
    // The button with the focus is gone: the keyboard goes on from what took its place.
    if (lostFocus) this.#headline.focus();
  }

  /** Made anew only when it has changed, so that a selection in it stays. */
  #showSummary(summary: SummaryView | undefined): void {
    const text = JSON.stringify(summary);
    if (text === this.#shownSummary) return;
    this.#shownSummary = text;
    this.#result.replaceChildren(...(summary === undefined ? [] : [figuresSection(summary)]));
    const details = summary === undefined ? [] : [learntSection(summary)];
    if (summary !== undefined && summary.lines.length > 0) details.unshift(linesSection(summary));
    this.#details.replaceChildren(...details);
  }
}
