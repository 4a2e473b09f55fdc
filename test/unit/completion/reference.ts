/**
 * The engine without anything clever: reads the whole text every time, decodes more than enough, and only then looks.
 */
import { Continuation, tokensForTypedIndentation } from '../../../src/completion/writing/continuation.ts';
import { writtenBy } from '../../../src/completion/writing/predictor.ts';
import { withLineFeeds } from '../../../src/completion/reading/documentText.ts';
import type { CompletionRequest } from '../../../src/completion/request.ts';
import { type ChosenText, chooseOffer, horizon, showRules } from '../../../src/completion/choosing/showRule.ts';
import { Fitting } from '../../../src/completion/choosing/trimSuffix.ts';
import { Insertion } from '../../../src/completion/choosing/insertion.ts';
import type { CharacterModel } from '../../../src/model/characterModel.ts';
import type { Vocabulary } from '../../../src/model/text/vocabulary.ts';
import { deskCalibration } from './desk.ts';

export interface Reference {
  complete(request: CompletionRequest): Promise<string | undefined>;
}

export function referenceEngine(model: CharacterModel, vocabulary: Vocabulary): Reference {
  let shown: (ChosenText & { readonly prefix: string; readonly suffix: string }) | undefined;
  const insertion = new Insertion();
  return {
    async complete(request) {
      insertion.follow(request);
      if (insertion.isInsideWord(request)) return undefined;
      const [prefix, suffix] = [withLineFeeds(request.prefix), withLineFeeds(request.suffix)];
      if (shown !== undefined && `${shown.prefix}${shown.text}`.startsWith(prefix)) {
        const rest = prefix.startsWith(shown.prefix) ? shown.text.slice(prefix.length - shown.prefix.length) : '';
        const trimmed =
          suffix === shown.suffix
            ? rest
            : new Fitting({ prefix, suffix, languageId: request.languageId }).longest(rest);
        if (trimmed.trim() !== '') return trimmed;
      }
      const encoder = vocabulary.encoder();
      const tokens = [...vocabulary.encodeHeader(request.languageId, request.path), ...encoder.push(prefix)];
      const { state } = await model.read(model.initialState(), Int32Array.from(tokens));
      const written = new Continuation(
        prefix,
        { offset: prefix.length, tokenCount: tokens.length, encoder, state },
        vocabulary,
      );
      const forced = tokensForTypedIndentation(encoder);
      if (forced.length > 0) {
        const { kept } = await model.read(state, Int32Array.from(forced), [...forced.keys()]);
        const probabilities = new Float32Array(forced.length).fill(1);
        written.append(writtenBy({ tokens: Int32Array.from(forced), probabilities, states: kept }));
      }
      const { firstBias } = written;
      const bias = firstBias === undefined || forced.length > 0 ? {} : { firstBias };
      const wanted = { state: written.end.state, maxTokens: 250, minimumProbability: 1e-4, ...bias };
      written.append(writtenBy(await model.decode(wanted)));
      const rule = showRules[request.eagerness];
      const surroundings = {
        prefix,
        suffix,
        requiredStart: '',
        maximumLength: request.maximumLength,
        minimumLength: 1,
        languageId: request.languageId,
        calibration: deskCalibration,
      };
      const { decoded } = written;
      const chosen = chooseOffer(decoded, horizon(decoded, rule, surroundings).tokens, rule, surroundings);
      if (chosen !== undefined) shown = { ...chosen, prefix, suffix };
      return chosen?.text;
    },
  };
}
