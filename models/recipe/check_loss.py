"""Compares this recipe with the trainer of src/: losses, gradient norms and the averaged weights of a short training from the same
weights over the same shards. `npm run shards -- --check models/base` writes what ours did; this does the same and has to come out within 1e-3.

python check_loss.py --shards ../../dist/shards --model ../base
torchrun --nproc-per-node 2 check_loss.py --shards ../../dist/shards --model ../base
"""

import argparse
import json
import math
from pathlib import Path

from checkpoint import read_checkpoint
from network import Network
from shards import Row
from training import Processes, Schedule, Trainer

TOLERANCE = 1e-3


def largest(*values: float) -> float:
    """What is no number is larger than any."""
    return max(value if math.isfinite(value) else math.inf for value in values)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shards", type=Path, required=True)
    parser.add_argument("--model", type=Path, required=True)
    arguments = parser.parse_args()
    check = json.loads((arguments.shards / "check.json").read_text())
    manifest, weights = read_checkpoint(arguments.model)
    network = Network(manifest["config"], weights)
    processes = Processes()
    say = print if processes.rank == 0 else lambda *_: None
    trainer = Trainer(network, Row([arguments.shards]), check["steps"], check["batch"], Schedule(**check["schedule"]), processes)
    worst = 0.0
    say("update      ours, nats  PyTorch, nats  difference   ours, norm  PyTorch, norm")
    for number, ours in enumerate(check["updates"]):
        nats, norm = (processes.mean(value.item()) for value in trainer.update())
        difference = abs(nats - ours["nats"])
        worst = largest(worst, difference, abs(norm - ours["gradientNorm"]) / ours["gradientNorm"])
        say(f"{number:6}{ours['nats']:16.6f}{nats:15.6f}{difference:12.1e}{ours['gradientNorm']:13.5f}{norm:15.5f}")
    moved = sum((average.cpu() - weight).square().sum().item() for average, weight in zip(trainer.average, weights)) ** 0.5
    say(f"the average of the weights moved by {check['averageMoved']:.6f} and {moved:.6f}")
    worst = largest(worst, abs(moved - check["averageMoved"]) / check["averageMoved"])
    say(f"largest difference (losses in nats, norms as a share): {worst:.1e}")
    processes.end()
    if worst > TOLERANCE:
        raise SystemExit(f"That is more than {TOLERANCE}.")


if __name__ == "__main__":
    main()
