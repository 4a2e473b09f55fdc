/** How much the engine reads, decodes and remembers: the numbers in one place. */

export interface EngineLimits {
  /** At most this many characters before the cursor are read when none of them is known. */
  readonly maximumContext: number;
  /** Characters read when there is no time for more. */
  readonly shortContext: number;
  /** Tokens read between two looks at clock and signal. One run of the model cannot be interrupted. */
  readonly readSlice: number;
  /** Tokens decoded between two looks at clock and signal. */
  readonly decodeSlice: number;
  /** Bytes of states kept over all documents. */
  readonly memory: number;
  /** Offers of an explicit request. */
  readonly alternatives: number;
  /** Longest hypothesis of an explicit request, in tokens. */
  readonly beamTokens: number;
  /** Longest draft, in tokens, and longest alternative to it. */
  readonly draftTokens: number;
  readonly draftAlternativeTokens: number;
  /** Share of the budget that reading may be expected to take; the rest is for decoding. */
  readonly readShare: number;
}

export const defaultLimits: EngineLimits = {
  maximumContext: 20_000,
  shortContext: 200,
  readSlice: 64,
  decodeSlice: 16,
  memory: 32 * 2 ** 20,
  alternatives: 4,
  beamTokens: 64,
  draftTokens: 1600,
  draftAlternativeTokens: 600,
  readShare: 0.6,
};
