/** Probabilities as text and as lengths of bars. Pure. */

/** `97 %`, `0.35 %`, `< 0.01 %`. */
export function percent(probability: number): string {
  const hundredths = 100 * probability;
  if (hundredths < 0.01) return hundredths === 0 ? '0 %' : '< 0.01 %';
  return `${hundredths.toFixed(hundredths < 1 ? 2 : hundredths < 10 ? 1 : 0)} %`;
}

/** Length of a bar, 0 to 1: as long as the probability, but never so short that it is taken for none. */
export function barLength(probability: number): number {
  return probability <= 0 ? 0 : Math.max(0.004, Math.min(1, probability));
}

/** What the text cache makes of a probability: `3.2 × as likely`, `half as likely`; empty where that is next to nothing. */
export function effect(alone: number, cached: number | undefined): string {
  if (cached === undefined || alone <= 0 || cached <= 0) return '';
  if (Math.max(alone, cached) < 0.001) return '';
  const factor = cached / alone;
  if (factor >= 100) return '> 100 ×';
  if (factor <= 0.01) return '< 0.01 ×';
  if (Math.abs(factor - 1) < 0.05) return '';
  return `${factor.toFixed(factor >= 10 ? 0 : factor >= 1 ? 1 : 2)} ×`;
}
