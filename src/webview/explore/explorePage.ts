/** The whole page, made once. `show` puts a view into it. */
import { choicesSection } from './choicesSection.ts';
import { element, setText } from '../shared/elements.ts';
import type { ExploreView, SavedExplorePanel, SceneView } from './exploreProtocol.ts';
import { UnitsSection } from './unitsSection.ts';
import { localized } from '../shared/localized.ts';

export class ExplorePage {
  readonly #place = element('p', 'place');
  readonly #line = element('p', 'line');
  readonly #notice = element('p', 'notice');
  readonly #scene = element('div', '');
  readonly #choices = element('div', '');
  readonly #units: UnitsSection;

  constructor(body: HTMLElement, chosen: SavedExplorePanel, changed: (chosen: SavedExplorePanel) => void) {
    this.#units = new UnitsSection(chosen, changed);
    this.#notice.setAttribute('role', 'status');
    this.#scene.hidden = true;
    this.#scene.append(this.#line, this.#choices, this.#units.root);
    const head = element('header', '', [element('h1', '', localized`Explore the model`), this.#place]);
    body.append(element('main', '', [head, this.#notice, this.#scene]));
  }

  show({ notice, scene }: ExploreView): void {
    this.#notice.hidden = notice === undefined;
    setText(this.#notice, notice ?? '');
    this.#scene.hidden = scene === undefined;
    this.#place.hidden = scene === undefined;
    if (scene !== undefined) this.#showScene(scene);
  }

  #showScene(scene: SceneView): void {
    setText(this.#place, scene.place);
    const cursor = element('span', localized`cursor`);
    cursor.setAttribute('role', 'img');
    cursor.setAttribute('aria-label', localized`cursor`);
    this.#line.replaceChildren(element('code', '', [scene.before, cursor, element('span', 'behind', scene.behind)]));
    // Of a long line, the part at the cursor matters.
    cursor.scrollIntoView({ block: 'nearest', inline: 'nearest' });
    this.#choices.replaceChildren(choicesSection(scene));
    this.#units.show(scene.units);
  }
}
