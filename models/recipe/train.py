"""Trains a model on token shards and writes it as a checkpoint of Undercurrent. README.md beside this file says how.

python train.py --shards ../../dist/shards --out ../../dist/recipe
torchrun --nproc-per-node 8 train.py --shards A B C --batch 512 --peak-rate 4e-3 --characters 2e9 --out DIR

Ctrl+C (or SIGTERM) saves and stops; the same command goes on, on as many processes as one likes.
"""

import argparse
import hashlib
import io
import json
import math
import signal
import time
from pathlib import Path

import torch

from checkpoint import read_checkpoint, replace, write_checkpoint
from network import Network, initial_weights
from shards import Row
from training import Processes, Schedule, Trainer

# Updates between two lines of the log.
UPDATES_PER_LINE = 50


def parse_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shards", type=Path, nargs="+", required=True, help="folders written by npm run shards")
    parser.add_argument("--out", type=Path, required=True, help="where state, log and checkpoint are written")
    parser.add_argument("--from", type=Path, dest="initial", help="begin with the weights, and the shape, of this model")
    parser.add_argument("--layers", type=int, default=2)
    parser.add_argument("--hidden", type=int, default=512)
    parser.add_argument("--embedding", type=int, default=128)
    parser.add_argument("--residual", choices=["yes", "no"], default="yes")
    parser.add_argument("--normalisation", choices=["none", "layer"], default="layer")
    parser.add_argument("--steps", type=int, default=64, help="characters of a chunk")
    parser.add_argument("--batch", type=int, default=64, help="streams of all processes together")
    parser.add_argument("--characters", type=float, default=1e9, help="tokens to read in all")
    parser.add_argument("--peak-rate", type=float, default=2e-3)
    parser.add_argument("--fall", type=float, default=1, help="share of the updates, the last ones, in which the rate falls")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--bf16", action="store_true", help="compute recurrent layers, states included, in 16 bits")
    parser.add_argument("--save-minutes", type=float, default=10)
    parser.add_argument("--minutes", type=float, default=math.inf, help="stop and save after so long")
    return parser.parse_args()


def plan_training(arguments: argparse.Namespace, vocabulary: dict):
    """Shape, weights to begin with, schedule and recipe."""
    total = int(arguments.characters // (arguments.steps * arguments.batch))
    schedule = Schedule(arguments.peak_rate, min(200, total / 10) if arguments.fall == 1 else 200, total, 0.02, arguments.fall)
    recipe = {
        "trainer": "models/recipe", "steps": arguments.steps, "batch": arguments.batch, "seed": arguments.seed, "schedule": vars(schedule),
        "optimizer": "AdamW", "clipNorm": 1, "averageDecay": 0.999, "precision": "bfloat16" if arguments.bf16 else "float32",
    }  # fmt: skip
    if arguments.initial is not None:
        manifest, weights = read_checkpoint(arguments.initial)
        if manifest["vocabulary"]["languages"] != vocabulary["languages"]:
            raise SystemExit(f"{arguments.initial} has no tags for the languages of the shards. npm run pretrain -- --from DIR --shards DIR --minutes 0 --out DIR writes it with tags for all of them.")  # fmt: skip
        recipe["from"] = {"name": manifest["name"], "tokens": manifest["provenance"].get("tokens", 0)}
        return manifest["config"], weights, schedule, recipe
    config = {
        "cell": "gru", "layers": arguments.layers, "hiddenSize": arguments.hidden, "embeddingSize": arguments.embedding,
        "residual": arguments.residual == "yes", "normalisation": arguments.normalisation, "vocabularySize": vocabulary["size"],
    }  # fmt: skip
    return config, initial_weights(config, arguments.seed), schedule, recipe


def train(trainer: Trainer, arguments: argparse.Namespace, per_update: int, save) -> None:
    """Until the schedule ends, time is up or the process is told to stop."""
    told = []
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda number, frame: told.append(number))
    processes, total = trainer.processes, trainer.schedule.total
    started = saved = line_started = time.monotonic()
    nats, counted = torch.zeros((), device=processes.device), 0
    while trainer.updates < total:
        elapsed = time.monotonic() - started
        if processes.any(len(told) > 0 or elapsed > 60 * arguments.minutes):
            break
        loss, norm = trainer.update()
        nats, counted = nats + loss, counted + 1
        if trainer.updates % UPDATES_PER_LINE > 0:
            continue
        bits = processes.mean(nats.item()) / counted / math.log(2)
        if not math.isfinite(bits) or not math.isfinite(norm.item()):
            raise SystemExit("The training diverged: its loss is no number any more. Start again with a lower learning rate.")
        now = time.monotonic()
        rate = counted * per_update / (now - line_started)
        left = (total - trainer.updates) * per_update / rate / 60
        line = f"{100 * trainer.updates / total:.1f} %  {trainer.updates * per_update / 1e6:.2f} M  {bits:.3f} bits/token  norm {norm.item():.2f}  {rate:.0f}/s  {left:.0f} min left"
        if processes.rank == 0:
            print(line, flush=True)
            with open(arguments.out / "log.txt", "a") as log:
                log.write(line + "\n")
        line_started, nats, counted = now, torch.zeros_like(nats), 0
        if processes.any(now - saved > 60 * arguments.save_minutes):
            save()
            saved = time.monotonic()


def main() -> None:
    arguments = parse_arguments()
    processes = Processes()
    row = Row(arguments.shards)
    config, weights, schedule, recipe = plan_training(arguments, row.vocabulary)
    network = Network(config, weights, torch.bfloat16 if arguments.bf16 else torch.float32)
    trainer = Trainer(network, row, arguments.steps, arguments.batch, schedule, processes)
    # Identifies data and recipe: a state with another one is refused.
    fingerprint = hashlib.sha256(json.dumps([row.digest, config, recipe], sort_keys=True).encode()).hexdigest()
    arguments.out.mkdir(parents=True, exist_ok=True)
    path = arguments.out / "training.pt"
    if path.exists():
        state = torch.load(path, map_location=processes.device, weights_only=True)
        if state["fingerprint"] != fingerprint:
            raise SystemExit("The saved training was started with other options or other shards. Begin anew in another folder.")
        trainer.restore(state)

    def save() -> None:
        state = trainer.state()
        if processes.rank > 0:
            return
        buffer = io.BytesIO()
        torch.save({**state, "fingerprint": fingerprint}, buffer)
        replace(path, buffer.getvalue())
        read = trainer.updates * per_update + recipe.get("from", {}).get("tokens", 0)
        provenance = {"corpus": row.corpus, "tokens": read, "recipe": recipe}
        write_checkpoint(arguments.out / "checkpoint", config, row.vocabulary, trainer.average, provenance)

    per_update = arguments.steps * arguments.batch
    if processes.rank == 0:
        count = sum(weight.numel() for weight in weights)
        epochs = schedule.total / len(trainer.batches)
        print(f"{count} parameters; {len(row)} tokens in the corpus, {schedule.total * per_update} to be read ({epochs:.2f} times all) in {schedule.total} updates; {trainer.updates} are done; {processes.count} × {processes.device.type}", flush=True)  # fmt: skip
    train(trainer, arguments, per_update, save)
    save()
    processes.end()


if __name__ == "__main__":
    main()
