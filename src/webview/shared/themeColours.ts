/** Colours for a canvas, which knows nothing of style sheets: those of elements that the style sheet has coloured. */

/** Calls back whenever the theme may have changed. */
export function onThemeChange(changed: () => void): void {
  const themes = new MutationObserver(changed);
  themes.observe(document.body, { attributeFilter: ['class', 'data-vscode-theme-id'] });
  themes.observe(document.documentElement, { attributeFilter: ['style'] });
  matchMedia('(forced-colors: active)').addEventListener('change', changed);
}

/** Whether shades of colour are not to be relied on. */
export function isHighContrast(): boolean {
  return (
    matchMedia('(forced-colors: active)').matches ||
    ['vscode-high-contrast', 'vscode-high-contrast-light'].some((name) => document.body.classList.contains(name))
  );
}

/** The colour of text of an element. */
export function colourOf(element: Element): string {
  return getComputedStyle(element).color;
}

/** A canvas of the size it has on the page, sharp on every screen; `undefined` while it has none. */
export function sizedContext(
  canvas: HTMLCanvasElement,
): { readonly context: CanvasRenderingContext2D; readonly width: number; readonly height: number } | undefined {
  const { clientWidth: width, clientHeight: height } = canvas;
  const context = canvas.getContext('2d');
  if (context === null || width === 0 || height === 0) return undefined;
  canvas.width = Math.round(width * devicePixelRatio);
  canvas.height = Math.round(height * devicePixelRatio);
  context.scale(devicePixelRatio, devicePixelRatio);
  return { context, width, height };
}
