/**
 * Two curves on one canvas. A canvas knows nothing of style sheets, so its colours are those that the style sheet gives
 * to the keys of the legend: the two always agree, in every theme. It is drawn again when the numbers, its size or the
 * theme change.
 */
import type { CurvePoint } from './protocol.ts';
import { describeCurves } from './curves.ts';
import { bitsLabel, charactersLabel, linearScale, niceDomain, niceStep, ticks } from '../../base/scales.ts';
import { colourOf, onThemeChange, sizedContext } from '../shared/themeColours.ts';
import { localized } from '../shared/localized.ts';

/** The elements of the legend whose colours the curves have. */
export interface LegendKeys {
  readonly training: Element;
  readonly heldOut: Element;
}

/** Extent of the axis before anything was trained. */
const leastCharacters = 10_000;

const margin = { left: 40, right: 14, top: 26, bottom: 40 };

export class CurveChart {
  #training: readonly CurvePoint[] = [];
  #heldOut: readonly CurvePoint[] = [];

  constructor(
    private readonly canvas: HTMLCanvasElement,
    private readonly keys: LegendKeys,
  ) {
    canvas.setAttribute('role', 'img');
    const redraw = () => {
      this.#draw();
    };
    new ResizeObserver(redraw).observe(canvas);
    onThemeChange(redraw);
  }

  show(training: readonly CurvePoint[], heldOut: readonly CurvePoint[]): void {
    this.#training = training;
    this.#heldOut = heldOut;
    this.canvas.setAttribute('aria-label', describeCurves(training, heldOut));
    this.#draw();
  }

  #draw(): void {
    const sized = sizedContext(this.canvas);
    // Without a size it is not shown; the observer calls again when it is.
    if (sized === undefined) return;
    const { context, width, height } = sized;
    const style = getComputedStyle(this.canvas);
    const plot = new Plot(context, width, height, [...this.#training, ...this.#heldOut]);
    plot.axes(style, `${style.fontSize} ${style.fontFamily}`);
    plot.level(this.#heldOut[0]?.[1], style.color);
    plot.line(this.#training, colourOf(this.keys.training), 1.5);
    const colour = colourOf(this.keys.heldOut);
    plot.line(this.#heldOut, colour, 2);
    plot.marks(this.#heldOut, colour);
  }
}

/** One drawing: a canvas of `width` × `height` CSS pixels with scales that hold all `points`. */
class Plot {
  readonly #right: number;
  readonly #bottom: number;
  readonly #xDomain: readonly [number, number];
  readonly #yDomain: readonly [number, number];
  readonly #x: (characters: number) => number;
  readonly #y: (bits: number) => number;

  constructor(
    private readonly context: CanvasRenderingContext2D,
    width: number,
    height: number,
    points: readonly CurvePoint[],
  ) {
    this.#right = width - margin.right;
    this.#bottom = height - margin.bottom;
    this.#xDomain = [0, points.reduce((most, [characters]) => Math.max(most, characters), leastCharacters)];
    this.#yDomain = niceDomain(
      points.map(([, bits]) => bits),
      this.#rows,
    );
    this.#x = linearScale(this.#xDomain, [margin.left, this.#right]);
    this.#y = linearScale(this.#yDomain, [this.#bottom, margin.top]);
  }

  get #rows(): number {
    return Math.max(2, Math.floor((this.#bottom - margin.top) / 36));
  }

  axes(style: CSSStyleDeclaration, font: string): void {
    const context = this.context;
    context.font = font;
    context.fillStyle = style.color;
    context.strokeStyle = style.borderTopColor;
    context.lineWidth = 1;
    const step = niceStep(this.#yDomain[1] - this.#yDomain[0], this.#rows);
    context.textAlign = 'right';
    context.textBaseline = 'middle';
    for (const bits of ticks(this.#yDomain, this.#rows)) {
      this.#segment(margin.left, this.#y(bits), this.#right, this.#y(bits));
      context.fillText(bitsLabel(bits, step), margin.left - 6, this.#y(bits));
    }
    context.textBaseline = 'top';
    for (const characters of ticks(this.#xDomain, Math.max(2, Math.floor((this.#right - margin.left) / 90)))) {
      const x = this.#x(characters);
      this.#segment(x, this.#bottom, x, this.#bottom + 4);
      const label = charactersLabel(characters);
      // The last label must not be cut off by the edge.
      context.textAlign = x + context.measureText(label).width / 2 > this.#right + margin.right ? 'right' : 'center';
      context.fillText(label, x, this.#bottom + 7);
    }
    context.textAlign = 'left';
    context.fillText('bits', 2, 2);
    context.textAlign = 'right';
    context.fillText(localized`characters read`, this.#right, this.#bottom + 23);
  }

  /** A dashed line at the level of the old model: what is below it is better. */
  level(bits: number | undefined, colour: string): void {
    if (bits === undefined) return;
    const context = this.context;
    context.strokeStyle = colour;
    context.lineWidth = 1;
    context.setLineDash([4, 4]);
    this.#segment(margin.left, this.#y(bits), this.#right, this.#y(bits));
    context.setLineDash([]);
    context.fillStyle = colour;
    context.textAlign = 'right';
    context.textBaseline = 'bottom';
    context.fillText(localized`old model`, this.#right, this.#y(bits) - 2);
  }

  line(points: readonly CurvePoint[], colour: string, width: number): void {
    const context = this.context;
    context.strokeStyle = colour;
    context.lineWidth = width;
    context.lineJoin = 'round';
    context.beginPath();
    for (const [characters, bits] of points) context.lineTo(this.#x(characters), this.#y(bits));
    context.stroke();
  }

  marks(points: readonly CurvePoint[], colour: string): void {
    const context = this.context;
    context.fillStyle = colour;
    for (const [characters, bits] of points) {
      context.beginPath();
      context.arc(this.#x(characters), this.#y(bits), 3.5, 0, 2 * Math.PI);
      context.fill();
    }
  }

  /** A straight line on the middle of a pixel, where it is sharp. */
  #segment(x1: number, y1: number, x2: number, y2: number): void {
    const sharp = (value: number) => Math.round(value) + 0.5;
    const context = this.context;
    context.beginPath();
    context.moveTo(sharp(x1), sharp(y1));
    context.lineTo(sharp(x2), sharp(y2));
    context.stroke();
  }
}
