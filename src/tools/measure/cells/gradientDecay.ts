/**
 * The vanishing gradient, measured: by how much would the loss of a character change if the state k characters before
 * it were another? The training graph itself says so (`stateGradientGraph`), at places of real text with real text
 * before them.
 */
import type { ModelConfig } from '../../../model/config.ts';
import { cells, parameterTable, parameterViews } from '../../../model/parameters.ts';
import { stateGradientGraph, stateGradientNames } from './stateGradientGraph.ts';
import type { SequenceShape } from '../../../model/trainingGraph.ts';
import { OnnxCharacterModel } from '../../../runtime/onnxCharacterModel.ts';
import { Session, floats, tensor } from '../../../runtime/session.ts';
import type { Place } from './cellTexts.ts';

/**
 * ‖∂L_t/∂s_{t−k}‖ for k = 1 … K (at index k − 1), nats per unit of state, the mean over all places. Each place has at
 * least 2·K tokens before it: the first K bring the state to where it is, the others are differentiated through. Places
 * that fill no batch are left out.
 */
export async function gradientNorms(
  config: ModelConfig,
  parameters: Float32Array,
  places: readonly Place[],
  shape: SequenceShape,
): Promise<Float64Array> {
  const model = await OnnxCharacterModel.create(config, parameters, 'float32');
  const session = await Session.create(stateGradientGraph(config, shape), { threads: 1, optimise: false });
  const views = parameterViews(config, parameters);
  const weights = parameterTable(config).map(({ name, shape: size }) => {
    const view = views.get(name) ?? new Float32Array();
    return [name, tensor(view, size)] as const;
  });
  const sums = new Float64Array(shape.steps);
  const batches = Math.floor(places.length / shape.batch);
  for (let batch = 0; batch < batches; batch++) {
    const chosen = places.slice(batch * shape.batch, (batch + 1) * shape.batch);
    const states: Float32Array[] = [];
    for (const { tokens, index } of chosen) {
      const before = tokens.subarray(index - 2 * shape.steps, index - shape.steps);
      states.push((await model.read(model.initialState(), before)).state);
    }
    const result = await session.run({
      ...Object.fromEntries(weights),
      ...stateFeeds(config, states),
      ...textFeeds(chosen, shape),
    });
    floats(result, stateGradientNames.squaredNorms).forEach((square, position) => {
      sums[Math.floor(position / shape.batch)] = (sums[Math.floor(position / shape.batch)] ?? 0) + Math.sqrt(square);
    });
  }
  await session.dispose();
  await model.dispose();
  return sums.map((sum) => sum / (batches * shape.batch));
}

/** States as they are carried, (S) for each text, as the graph takes them: (H, B) for each layer and part. */
function stateFeeds(config: ModelConfig, states: readonly Float32Array[]) {
  const parts = cells[config.cell].stateParts;
  const { hiddenSize, layers } = config;
  const batch = states.length;
  return Object.fromEntries(
    Array.from({ length: layers * parts }, (_, piece) => {
      const data = new Float32Array(hiddenSize * batch);
      states.forEach((state, text) => {
        for (let unit = 0; unit < hiddenSize; unit++) {
          data[unit * batch + text] = state[piece * hiddenSize + unit] ?? 0;
        }
      });
      const name = stateGradientNames.stateIn(Math.floor(piece / parts), piece % parts);
      return [name, tensor(data, [hiddenSize, batch])];
    }),
  );
}

function textFeeds(places: readonly Place[], { steps, batch }: SequenceShape) {
  const tokens = new Int32Array(steps * batch);
  const targets = new Int32Array(batch);
  places.forEach((place, text) => {
    for (let t = 0; t < steps; t++) tokens[t * batch + text] = place.tokens[place.index - steps + t] ?? 0;
    targets[text] = place.tokens[place.index] ?? 0;
  });
  return {
    [stateGradientNames.tokens]: tensor(tokens, [steps * batch]),
    [stateGradientNames.targets]: tensor(targets, [batch]),
  };
}
