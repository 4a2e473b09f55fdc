/** Progress: the bar, and facts that change several times a second, which is too often for a screen reader. */
import { element, setText } from '../shared/elements.ts';
import type { ProgressView } from './protocol.ts';
import { localized } from '../shared/localized.ts';

export class ProgressSection {
  readonly root: HTMLElement;
  readonly #bar = element('progress', '');
  readonly #percent = element('span', 'percent');
  readonly #facts = element('dl', 'facts');

  constructor() {
    this.#bar.max = 1;
    this.#bar.setAttribute('aria-label', localized`Progress of fine-tuning`);
    this.root = element('section', 'progress', [element('div', 'bar', [this.#bar, this.#percent]), this.#facts]);
  }

  show(progress: ProgressView | undefined): void {
    this.root.hidden = progress === undefined;
    if (progress === undefined) return;
    this.#bar.value = progress.fraction;
    this.#bar.classList.toggle('paused', progress.paused);
    setText(this.#percent, localized`${Math.floor(progress.fraction * 100)}%`);
    this.#facts.replaceChildren(
      ...progress.facts.map(({ label, value }) =>
        element('div', '', [element('dt', '', label), element('dd', '', value)]),
      ),
    );
  }
}
