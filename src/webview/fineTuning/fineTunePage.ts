/** The whole page, made once. `show` puts a view into it. */
import { ButtonBar } from './buttonBar.ts';
import { ChartSection } from './chartSection.ts';
import { element, setText } from '../shared/elements.ts';
import { ProgressSection } from './progressSection.ts';
import type { FineTuneView, PanelAction, SummaryView } from './protocol.ts';
import { figuresSection, learntSection, linesSection } from './summarySection.ts';
import { localized } from '../shared/localized.ts';

export class FineTunePage {
  readonly #main = element('main', '');
  readonly #headline = element('p', 'headline');
  readonly #warning = element('p', 'warning');
  readonly #progress = new ProgressSection();
  readonly #buttons: ButtonBar;
  readonly #result = element('div', '');
  readonly #chart = new ChartSection();
  readonly #details = element('div', '');
  /** Read out by screen readers: changes of state, not of figures. */
  readonly #announcer = element('div', 'spoken');
  #shownSummary: string | undefined;

  constructor(body: HTMLElement, press: (action: PanelAction) => void) {
    this.#buttons = new ButtonBar(press);
    this.#headline.tabIndex = -1;
    this.#announcer.setAttribute('aria-live', 'polite');
    this.#main.append(
      element('h1', '', localized`Fine-tuning on this workspace`),
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

  /** @param isLive false for a view that was saved before a reload, until the host has sent a new one */
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
    // The button with the focus is gone, so the headline takes it.
    if (lostFocus) this.#headline.focus();
  }

  /** Only a changed summary is made anew, so that a selection in it stays. */
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
