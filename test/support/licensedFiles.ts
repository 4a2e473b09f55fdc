/** Files of a project in which every file begins alike: a licence header, the same imports, a logger. */
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';

export const licenceHeader = ['# Copyright 2026 The Ferry Authors', '# SPDX-License-Identifier: Apache-2.0'];

const beginning = [
  ...licenceHeader,
  '',
  'from __future__ import annotations',
  '',
  'import logging',
  'from dataclasses import dataclass',
  '',
  'logger = logging.getLogger(__name__)',
  '',
  '',
].join('\n');

const bodies: Readonly<Record<string, string>> = {
  harbours: `@dataclass
class Harbour:
    name: str
    berths: int = 1

    def admits(self, ships: int) -> bool:
        logger.debug("%s has %d berths", self.name, self.berths)
        return ships <= self.berths
`,
  tides: `def hours_until_high(now: float, high: float) -> float:
    waiting = (high - now) % 12.42
    logger.debug("high water in %.1f hours", waiting)
    return waiting
`,
  crew: `@dataclass
class Sailor:
    name: str
    watches: int = 0


def relieve(crew: list[Sailor]) -> Sailor:
    return min(crew, key=lambda sailor: sailor.watches)
`,
  tickets: `@dataclass
class Ticket:
    number: int
    price: float
    is_return: bool = False

    @property
    def total(self) -> float:
        return self.price * (1.8 if self.is_return else 1)
`,
  weather: `LIMIT = 9


def may_sail(wind: int) -> bool:
    if wind > LIMIT:
        logger.warning("wind force %d", wind)
    return wind <= LIMIT
`,
};

/** Writes the files into `ferry/` of a folder. */
export async function writeLicensedFiles(folder: string): Promise<void> {
  await mkdir(path.join(folder, 'ferry'), { recursive: true });
  for (const [name, body] of Object.entries(bodies))
    await writeFile(path.join(folder, 'ferry', `${name}.py`), beginning + body);
}
