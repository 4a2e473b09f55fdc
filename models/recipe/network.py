"""The network of src/model/network.ts with the cell of src/model/cells/gru.ts, over the parameter table of src/model/parameters.ts.

    z = σ(Wz·x + Uz·h₋₁ + bz)    r = σ(Wr·x + Ur·h₋₁ + br)
    h̃ = tanh(Wh·x + bh + r ⊙ (Uh·h₋₁ + ch))    h = (1 − z) ⊙ h̃ + z ⊙ h₋₁

This is PyTorch's own GRU (and cuDNN's) with its gates in the order r, z, h and no second bias of r and z, so that is what computes it.
"""

import math

import torch
from torch import Tensor, nn
from torch.nn import functional

Config = dict[str, str | int | bool]


def parameter_table(config: Config) -> list[tuple[str, tuple[int, int]]]:
    """Names and shapes (rows, columns) in the order of the weights file."""
    if config.get("copyCodes") is not None:
        raise SystemExit("This recipe has no copy input: npm run pretrain -- --copies trains it.")
    hidden, embedding, vocabulary = (config[key] for key in ("hiddenSize", "embeddingSize", "vocabularySize"))

    def normalisation(prefix: str):
        return [(f"{prefix}normalisation.{part}", (hidden, 1)) for part in ("gain", "shift")] if config["normalisation"] == "layer" else []

    table = [("embedding", (vocabulary, embedding))]
    for layer in range(config["layers"]):
        inputs = hidden if layer > 0 else embedding
        prefix = f"layers.{layer}."
        table += normalisation(prefix) if layer > 0 else []
        table += [
            (f"{prefix}input.gates", (2 * hidden, inputs)),
            (f"{prefix}input.candidate", (hidden, inputs)),
            (f"{prefix}recurrent.gates", (2 * hidden, hidden)),
            (f"{prefix}recurrent.candidate", (hidden, hidden)),
            (f"{prefix}bias.gates", (2 * hidden, 1)),
            (f"{prefix}bias.candidate", (hidden, 1)),
            (f"{prefix}bias.recurrentCandidate", (hidden, 1)),
        ]
    return table + normalisation("output.") + [("output.weights", (vocabulary, hidden)), ("output.bias", (vocabulary, 1))]


def initial_weights(config: Config, seed: int) -> list[Tensor]:
    """Uniform in ±1/√columns (LeCun et al. 1998), biases 0; but a state that is kept at first: z starts at σ(1) = 0.73."""
    generator = torch.Generator().manual_seed(seed)

    def initial(name: str, shape: tuple[int, int]) -> Tensor:
        if name == "embedding":
            return torch.randn(shape, generator=generator) * 0.5
        if shape[1] > 1:
            return (2 * torch.rand(shape, generator=generator) - 1) / math.sqrt(shape[1])
        if name.endswith("bias.gates"):
            return torch.cat([torch.ones(shape[0] // 2, 1), torch.zeros(shape[0] // 2, 1)])
        return torch.ones(shape) if name.endswith("gain") else torch.zeros(shape)

    return [initial(name, shape) for name, shape in parameter_table(config)]


class Network(nn.Module):
    """`compute` is the type in which recurrent layers are computed; weights, logits and losses are float32."""

    def __init__(self, config: Config, weights: list[Tensor], compute: torch.dtype = torch.float32):
        super().__init__()
        self.config, self.compute = config, compute
        self.weights = nn.ParameterList(nn.Parameter(weight.clone()) for weight in weights)
        self.places = {name: index for index, (name, _) in enumerate(parameter_table(config))}

    def forward(self, tokens: Tensor, targets: Tensor, states: Tensor) -> tuple[Tensor, Tensor]:
        """Mean cross-entropy in nats of chunks (T, B), and the states (layers, B, H) after them."""
        x = functional.embedding(tokens, self.named("embedding"))
        after = []
        for layer in range(self.config["layers"]):
            prefix = f"layers.{layer}."
            output, state = self.gru(prefix, self.normalise(prefix, x) if layer > 0 else x, states[layer : layer + 1])
            x = x + output if self.config["residual"] and layer > 0 else output
            after.append(state)
        logits = functional.linear(self.normalise("output.", x), self.named("output.weights"), self.named("output.bias").squeeze(1))
        return functional.cross_entropy(logits.flatten(0, 1), targets.flatten()), torch.cat(after).detach()

    def gru(self, prefix: str, x: Tensor, state: Tensor) -> tuple[Tensor, Tensor]:
        def gates(kind: str) -> Tensor:
            z, r = self.named(f"{prefix}{kind}.gates").chunk(2)
            return torch.cat([r, z, self.named(f"{prefix}{kind}.candidate")])

        candidate = self.named(f"{prefix}bias.recurrentCandidate")
        recurrent_bias = torch.cat([torch.zeros_like(candidate), torch.zeros_like(candidate), candidate])
        weights = [gates("input"), gates("recurrent"), gates("bias").squeeze(1), recurrent_bias.squeeze(1)]
        x, state, *weights = (value.to(self.compute) for value in (x, state, *weights))
        output, after = torch.gru(x, state, weights, True, 1, 0.0, self.training, False, False)
        return output.float(), after.float()

    def normalise(self, prefix: str, x: Tensor) -> Tensor:
        if self.config["normalisation"] == "none":
            return x
        gain, shift = (self.named(f"{prefix}normalisation.{part}").squeeze(1) for part in ("gain", "shift"))
        return functional.layer_norm(x, gain.shape, gain, shift, 1e-5)

    def named(self, name: str) -> Tensor:
        return self.weights[self.places[name]]
