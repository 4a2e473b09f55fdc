import { expect, test } from 'vitest';
import { ChangedFiles } from '../../../../src/editor/workspace/changedFiles.ts';
import { ManualScheduler } from '../../../support/manualScheduler.ts';

function stage() {
  const scheduler = new ManualScheduler();
  const told: string[] = [];
  const changes = new ChangedFiles(scheduler, {
    onFiles: (files) => told.push(files.map(({ folder, path }) => `${folder}:${path}`).join(' ')),
    onEverything: () => told.push('everything'),
  });
  return { scheduler, told, changes };
}

test('files are reported when it is quiet, each once', () => {
  const { scheduler, told, changes } = stage();
  changes.add({ folder: 0, path: 'a.ts' });
  scheduler.advance(900);
  changes.add({ folder: 0, path: 'a.ts' });
  changes.add({ folder: 1, path: 'a.ts' });
  scheduler.advance(900);
  expect(told).toEqual([]);
  scheduler.advance(200);
  expect(told).toEqual(['0:a.ts 1:a.ts']);
  scheduler.advance(10_000);
  expect(told).toHaveLength(1);
});

test('a large burst, an ignore file or a setting means reading everything anew', () => {
  const { scheduler, told, changes } = stage();
  for (let file = 0; file < 60; file++) changes.add({ folder: 0, path: `${file}.ts` });
  scheduler.advance(2_000);
  changes.add({ folder: 0, path: 'src/.gitignore' });
  scheduler.advance(2_000);
  changes.add({ folder: 0, path: 'a.ts' });
  changes.addEverything();
  scheduler.advance(2_000);
  changes.add({ folder: 0, path: 'a.ts' });
  scheduler.advance(2_000);
  expect(told).toEqual(['everything', 'everything', 'everything', '0:a.ts']);
});

test('changes in version control and packages are ignored', () => {
  const { scheduler, told, changes } = stage();
  for (const path of ['.git/index', 'node_modules/a/index.js', 'packages/b/node_modules', '']) {
    changes.add({ folder: 0, path });
  }
  expect(scheduler.waiting).toBe(0);
  changes.add({ folder: 0, path: '.github/workflows/ci.yml' });
  scheduler.advance(2_000);
  expect(told).toEqual(['0:.github/workflows/ci.yml']);
});

test('files are reported after a while even if it is never quiet', () => {
  const { scheduler, told, changes } = stage();
  for (let round = 0; round < 24; round++) {
    changes.add({ folder: 0, path: round % 2 === 0 ? 'build.log' : 'a.ts' });
    scheduler.advance(500);
  }
  expect(told).toEqual(['0:build.log 0:a.ts', '0:build.log 0:a.ts']);
});

test('nothing is reported after dispose', () => {
  const { scheduler, told, changes } = stage();
  changes.add({ folder: 0, path: 'a.ts' });
  changes.dispose();
  scheduler.advance(2_000);
  expect(told).toEqual([]);
});
