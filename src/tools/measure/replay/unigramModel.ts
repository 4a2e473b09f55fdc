/**
 * A model that knows only how frequent each token is in some texts. Under the text cache it stands in for a model
 * where the cache finds nothing, so that the cache can be measured alone.
 */
import type { CharacterModel, HiddenState } from '../../../model/characterModel.ts';
import { emptyScores, scoreToken } from '../../../model/tokenSurprise.ts';
import type { Vocabulary } from '../../../model/text/vocabulary.ts';

export function unigramModel(vocabulary: Vocabulary, texts: readonly string[]): CharacterModel {
  // No token is impossible.
  const counts = new Float64Array(vocabulary.size).fill(1);
  for (const text of texts) for (const token of vocabulary.encode(text)) counts[token] = (counts[token] ?? 0) + 1;
  const total = counts.reduce((sum, count) => sum + count, 0);
  const distribution = Float32Array.from(counts, (count) => count / total);
  const likeliest = distribution.indexOf(Math.max(...distribution));
  const state: HiddenState = new Float32Array(1);
  const nothing = new Float32Array(0);
  return {
    vocabularySize: vocabulary.size,
    stateSize: state.length,
    initialState: () => state,
    read: (_, __, keepAt = []) => Promise.resolve({ state, kept: keepAt.map(() => state) }),
    predict: () => Promise.resolve(distribution),
    predictAll: (states) => Promise.resolve(states.map(() => distribution)),
    features: () => nothing,
    decode: ({ maxTokens }) =>
      Promise.resolve({
        tokens: new Int32Array(maxTokens).fill(likeliest),
        probabilities: new Float32Array(maxTokens).fill(distribution[likeliest] ?? 0),
        states: Array.from({ length: maxTokens }, () => state),
      }),
    step: (states) => Promise.resolve({ states, probabilities: states.map(() => distribution) }),
    score: (_, tokens) => {
      const scores = emptyScores(tokens.length);
      tokens.forEach((token, index) => {
        scoreToken(scores, index, distribution, token);
      });
      return Promise.resolve({ ...scores, state });
    },
    dispose: () => Promise.resolve(),
  };
}
