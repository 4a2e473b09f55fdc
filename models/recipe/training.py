"""Stateful truncated back-propagation through time as src/training/trainer.ts does it, in one process or in many that share the streams."""

import math
import os
from dataclasses import dataclass

import torch
import torch.distributed as distributed
from torch import Tensor, nn
from torch.nn.parallel import DistributedDataParallel

from network import Network
from shards import Batches, Row


@dataclass
class Schedule:
    """Warm-up and cosine, as src/tools/train/learningRateSchedule.ts. `floor` is the share of the peak that is left at the end, `fall` the share of the updates, the last ones, in which the rate falls."""

    peak: float
    warmUp: float
    total: int
    floor: float
    fall: float = 1

    def rate(self, update: int) -> float:
        if update < self.warmUp:
            return self.peak * (update + 1) / self.warmUp
        falls_from = max(self.warmUp, math.floor(self.total * (1 - self.fall) + 0.5))
        progress = min(1, max(0, update - falls_from) / max(1, self.total - falls_from))
        return self.peak * (self.floor + (1 - self.floor) * 0.5 * (1 + math.cos(math.pi * progress)))


class Processes:
    """The processes that train together: one, or as many as torchrun started. Each takes its share of the streams."""

    def __init__(self):
        self.count, self.rank = int(os.environ.get("WORLD_SIZE", 1)), int(os.environ.get("RANK", 0))
        self.device = torch.device("cpu")
        if torch.cuda.is_available():
            self.device = torch.device("cuda", int(os.environ.get("LOCAL_RANK", 0)))
            torch.cuda.set_device(self.device)
        if self.count > 1:
            # Numbers that decide what to do go by way of the processor, so that nobody waits for a GPU.
            distributed.init_process_group("cpu:gloo,cuda:nccl" if self.device.type == "cuda" else "gloo")

    def wrap(self, network: Network) -> nn.Module:
        """Averages gradients over the processes."""
        return DistributedDataParallel(network) if self.count > 1 else network

    def mean(self, value: float) -> float:
        if self.count == 1:
            return value
        total = torch.tensor(value, dtype=torch.float64)
        distributed.all_reduce(total)
        return total.item() / self.count

    def any(self, flag: bool) -> bool:
        return self.mean(float(flag)) > 0

    def gather(self, states: Tensor) -> Tensor:
        """States of all streams, (layers, B, H), on the processor."""
        states = states.cpu().contiguous()
        if self.count == 1:
            return states
        parts = [torch.empty_like(states) for _ in range(self.count)]
        distributed.all_gather(parts, states)
        return torch.cat(parts, dim=1)

    def end(self) -> None:
        if self.count > 1:
            distributed.destroy_process_group()


class Trainer:
    """What is kept is the moving average of the weights; what is trained are the weights themselves."""

    def __init__(self, network: Network, row: Row, steps: int, batch: int, schedule: Schedule, processes: Processes):
        if batch % processes.count > 0:
            raise SystemExit(f"{batch} streams cannot be shared evenly by {processes.count} processes.")
        share = batch // processes.count
        self.processes, self.schedule = processes, schedule
        self.batches = Batches(row, steps, batch, processes.rank * share, share)
        self.network = network.to(processes.device)
        self.weights = list(network.weights)
        self.wrapped = processes.wrap(network)
        self.average = [weight.detach().clone() for weight in self.weights]
        self.states = torch.zeros(network.config["layers"], share, network.config["hiddenSize"], device=processes.device)
        self.updates = 0
        # Matrices decay, biases and gains do not.
        matrices = [weight for weight in self.weights if weight.shape[1] > 1]
        vectors = [weight for weight in self.weights if weight.shape[1] == 1]
        groups = [{"params": matrices, "weight_decay": 0.01}, {"params": vectors, "weight_decay": 0.0}]
        self.optimizer = torch.optim.AdamW(groups, lr=0.0, betas=(0.9, 0.98), eps=1e-8)

    def update(self) -> tuple[Tensor, Tensor]:
        """One chunk, one update. Loss of this process's streams before it, in nats, and norm of the gradients of all."""
        if self.batches.begins_anew(self.updates):
            self.states.zero_()
        tokens, targets = (part.to(self.processes.device, non_blocking=True) for part in self.batches.chunk(self.updates))
        loss, self.states = self.wrapped(tokens, targets, self.states)
        self.optimizer.zero_grad()
        loss.backward()
        norm = nn.utils.clip_grad_norm_(self.weights, 1.0)
        for group in self.optimizer.param_groups:
            group["lr"] = self.schedule.rate(self.updates)
        self.optimizer.step()
        decay = min(0.999, (1 + self.updates) / (10 + self.updates))
        with torch.no_grad():
            for average, weight in zip(self.average, self.weights):
                average.lerp_(weight, 1 - decay)
        self.updates += 1
        return loss.detach(), norm

    def state(self) -> dict:
        """All that is needed to go on, with any number of processes. Every process has to ask for it."""
        return {
            "updates": self.updates,
            "weights": [weight.detach() for weight in self.weights],
            "average": self.average,
            "optimizer": self.optimizer.state_dict(),
            "states": self.processes.gather(self.states),
        }

    def restore(self, state: dict) -> None:
        self.updates = state["updates"]
        self.optimizer.load_state_dict(state["optimizer"])
        share = self.states.shape[1]
        with torch.no_grad():
            self.states.copy_(state["states"][:, self.processes.rank * share :][:, :share])
            for own, saved in ((self.weights, state["weights"]), (self.average, state["average"])):
                for value, stored in zip(own, saved):
                    value.copy_(stored)
