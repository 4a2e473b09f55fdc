"""Token shards as `npm run shards` writes them: one long row of tokens in files, and the row cut into streams that are read side by side."""

import hashlib
import json
from pathlib import Path

import numpy as np
import torch


class Row:
    """The tokens of one folder of shards after those of another. Files are mapped, so a row may be larger than memory."""

    def __init__(self, folders: list[Path]):
        manifests = [json.loads((folder / "shards.json").read_text()) for folder in folders]
        self.vocabulary = manifests[0]["vocabulary"]
        if any(manifest["vocabulary"] != self.vocabulary for manifest in manifests):
            raise SystemExit("The shards are of different vocabularies. Write them with one version of Undercurrent.")
        shards = [(folder / shard["file"], shard) for folder, manifest in zip(folders, manifests) for shard in manifest["shards"]]
        self.pieces = [np.memmap(path, dtype="<u2", mode="r") for path, _ in shards]
        for piece, (path, shard) in zip(self.pieces, shards):
            if len(piece) != shard["tokens"]:
                raise SystemExit(f"{path} is not as long as shards.json says. Write the shards anew.")
        self.ends = np.cumsum([len(piece) for piece in self.pieces])
        self.corpus = {"sha256": [manifest["corpus"] for manifest in manifests], "documents": sum(manifest["documents"] for manifest in manifests)}
        self.digest = hashlib.sha256("".join(shard["sha256"] for _, shard in shards).encode()).hexdigest()

    def __len__(self) -> int:
        return int(self.ends[-1])

    def read(self, start: int, length: int) -> np.ndarray:
        """`length` tokens from `start` on, across the borders of files."""
        parts = []
        index = int(np.searchsorted(self.ends, start, side="right"))
        while length > 0:
            piece = self.pieces[index]
            offset = start - (int(self.ends[index]) - len(piece))
            part = piece[offset : offset + length]
            parts.append(part)
            start, length, index = start + len(part), length - len(part), index + 1
        return np.concatenate(parts)


class Batches:
    """Chunk k holds tokens k·T … (k+1)·T of each of B streams, as src/training/batches.ts; of the streams, `first` … `first + count` alone."""

    def __init__(self, row: Row, steps: int, batch: int, first: int, count: int):
        self.row, self.steps = row, steps
        self.stream_length = len(row) // batch
        if self.stream_length < steps + 1:
            raise SystemExit(f"{len(row)} tokens do not fill {batch} streams of {steps}.")
        self.streams = range(first, first + count)

    def __len__(self) -> int:
        """Chunks until the streams have been read once."""
        return (self.stream_length - 1) // self.steps

    def begins_anew(self, index: int) -> bool:
        return index > 0 and index % len(self) == 0

    def chunk(self, index: int) -> tuple[torch.Tensor, torch.Tensor]:
        """What is read and what comes next, (T, B) each."""
        start = index % len(self) * self.steps
        rows = [self.row.read(stream * self.stream_length + start, self.steps + 1) for stream in self.streams]
        both = torch.from_numpy(np.stack(rows, axis=1).astype(np.int64))
        return both[:-1], both[1:]
