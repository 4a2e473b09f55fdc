/** How much the engine reads, decodes and remembers. */
export const defaultLimits = {
  /** Most characters before the cursor that are read when none of them is known. */
  maximumContext: 20_000,
  /** Characters that are read when there is no time for more. */
  shortContext: 200,
  /** Characters before the cursor that the background reads first, before all of a text. */
  firstContext: 1_500,
  /** Characters after a position that are read ahead as well: the next jump may go there. */
  readBehind: 8_192,
  /** Tokens read or decoded between two checks of clock and signal. One run of the model cannot be interrupted. */
  readSlice: 64,
  decodeSlice: 16,
  /** UTF-16 code units that the text cache takes in between two checks. */
  cacheSlice: 4096,
  /** Longest offer, whatever a request asks for, in UTF-16 code units. */
  maximumLength: 1000,
  /** Bytes of states over all documents. */
  memory: 32 * 2 ** 20,
  /** Offers of an explicit request, and their longest length in tokens. */
  alternatives: 4,
  beamTokens: 64,
  /** Longest draft, in tokens, and longest alternative to it. */
  draftTokens: 1600,
  draftAlternativeTokens: 600,
  /** Share of the budget for reading; the rest is for decoding. */
  readShare: 0.6,
};

export type EngineLimits = Readonly<typeof defaultLimits>;
