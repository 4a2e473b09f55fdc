"""The checkpoint of src/runtime/checkpointFiles.ts: model.json, and beside it a weights file named after its content."""

import hashlib
import json
import os
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from network import Config, parameter_table


def read_checkpoint(folder: Path) -> tuple[dict, list[Tensor]]:
    """All of model.json, and the weights in the order of the parameter table."""
    manifest = json.loads((folder / "model.json").read_text())
    stored = manifest["weights"]
    content = (folder / stored["file"]).read_bytes()
    if hashlib.sha256(content).hexdigest() != stored["sha256"]:
        raise SystemExit(f"The weights in {folder} have changed since they were saved.")
    flat = torch.from_numpy(np.frombuffer(content, dtype="<f2" if stored["type"] == "float16" else "<f4").astype(np.float32))
    shapes = [shape for _, shape in parameter_table(manifest["config"])]
    pieces = flat.split([rows * columns for rows, columns in shapes])
    return manifest, [piece.reshape(shape) for piece, shape in zip(pieces, shapes)]


def write_checkpoint(folder: Path, config: Config, vocabulary: dict, weights: list[Tensor], provenance: dict) -> None:
    """In 16 bits. It has been scored on nothing yet: `npm run publish-model` does that."""
    content = np.concatenate([weight.detach().float().cpu().numpy().ravel() for weight in weights]).astype("<f2").tobytes()
    digest = hashlib.sha256(content).hexdigest()
    file = f"weights-{digest[:16]}.bin"
    manifest = {
        "formatVersion": 1,
        "name": f"{config['cell']} {config['layers']} × {config['hiddenSize']}",
        "config": config,
        "vocabulary": {"version": vocabulary["version"], "languages": vocabulary["languages"]},
        "parameters": [{"name": name, "shape": shape} for name, shape in parameter_table(config)],
        "weights": {"file": file, "type": "float16", "bytes": len(content), "sha256": digest},
        "provenance": provenance,
        "bitsPerCharacter": {"overall": 0, "languages": {}},
    }
    folder.mkdir(parents=True, exist_ok=True)
    replace(folder / file, content)
    replace(folder / "model.json", (json.dumps(manifest, indent=2, ensure_ascii=False) + "\n").encode())
    for other in folder.glob("weights-*.bin"):
        if other.name != file:
            other.unlink()


def replace(path: Path, content: bytes) -> None:
    """So that whenever the process is killed, the old file is there or the new one."""
    temporary = path.with_name(path.name + ".tmp")
    with open(temporary, "wb") as stream:
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())
    temporary.rename(path)
