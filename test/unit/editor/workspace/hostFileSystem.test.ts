import { beforeEach, describe, expect, it, vi } from 'vitest';
import { HostFileSystem, placeIn } from '../../../../src/editor/workspace/hostFileSystem.ts';
import { listOf } from '../../../support/listing.ts';
import { FileType, shim, Uri } from '../../../support/editor/vscodeShim.ts';

vi.mock('vscode', () => import('../../../support/editor/vscodeShim.ts'));

const root = Uri.file('/folders/project');
const at = (path: string) => Uri.joinPath(root, path);
const fileSystemOf = (...folders: readonly Uri[]) => new HostFileSystem(folders as never);

beforeEach(() => {
  shim.reset();
});

describe('HostFileSystem', () => {
  it('lists files with size and time, folders, links and other things', async () => {
    shim.write(at('a.ts'), 'four');
    shim.write(at('src/b.ts'), '');
    shim.write(at('link'), '', FileType.SymbolicLink | FileType.Directory);
    shim.write(at('socket'), '', FileType.Unknown);
    const fileSystem = fileSystemOf(root);
    expect(await listOf(fileSystem, 0, '')).toEqual([
      { name: 'a.ts', kind: 'file', size: 4, modified: 1 },
      { name: 'src', kind: 'folder', size: 0, modified: 0 },
      { name: 'link', kind: 'link', size: 0, modified: 0 },
      { name: 'socket', kind: 'other', size: 0, modified: 0 },
    ]);
    expect(await listOf(fileSystem, 0, 'src')).toMatchObject([{ name: 'b.ts' }]);
  });

  it('lists no file that was deleted meanwhile, and no folder that is missing', async () => {
    for (let file = 0; file < 40; file++) shim.write(at(`${file}.ts`), '');
    const listed = listOf(fileSystemOf(root), 0, '');
    await new Promise((resolve) => setImmediate(resolve));
    shim.files.delete(at('39.ts').toString());
    expect(await listed).toHaveLength(39);
    expect(await listOf(fileSystemOf(root), 0, 'missing')).toBeUndefined();
    expect(await listOf(fileSystemOf(root), 1, '')).toBeUndefined();
  });

  it('reads text with line feeds only', async () => {
    shim.write(at('src/a.ts'), '\ufeffa\r\nb');
    expect(await fileSystemOf(root).read(0, 'src/a.ts')).toEqual({ kind: 'text', text: 'a\nb' });
  });

  it('reads no binary file, no file over a megabyte, and nothing that is no file', async () => {
    shim.write(at('a.bin'), Uint8Array.of(1, 0));
    shim.write(at('large.txt'), 'a'.repeat(1_000_001));
    shim.write(at('link.ts'), 'a', FileType.SymbolicLink | FileType.File);
    const fileSystem = fileSystemOf(root);
    const kinds = await Promise.all(
      ['a.bin', 'large.txt', 'link.ts', '', 'missing.ts'].map(async (path) => (await fileSystem.read(0, path)).kind),
    );
    expect(kinds).toEqual(['binary', 'binary', 'gone', 'gone', 'gone']);
  });

  it('never leaves its folders', async () => {
    shim.write(Uri.file('/folders/secret.txt'), 'a');
    const fileSystem = fileSystemOf(root);
    expect(await fileSystem.read(0, '../secret.txt')).toEqual({ kind: 'gone' });
    expect(await listOf(fileSystem, 0, '..')).toBeUndefined();
    expect(await fileSystem.read(1, 'a.ts')).toEqual({ kind: 'gone' });
  });

  it('reads one file per round of the event loop', async () => {
    const paths = ['a.ts', 'b.ts', 'c.ts'];
    for (const path of paths) shim.write(at(path), 'a');
    const fileSystem = fileSystemOf(root);
    let rounds = 0;
    let isDone = false;
    const count = () => {
      rounds++;
      if (!isDone) setImmediate(count);
    };
    setImmediate(count);
    await Promise.all(paths.map((path) => fileSystem.read(0, path)));
    isDone = true;
    expect(rounds).toBeGreaterThanOrEqual(paths.length);
  });

  it('finds the rules of a repository around a folder', async () => {
    shim.write(Uri.file('/folders/.git/config'), '');
    shim.write(Uri.file('/folders/.gitignore'), 'out\n');
    expect(await fileSystemOf(root).repositoryAbove(0)).toEqual({
      path: 'project',
      ignoreFiles: [{ folder: '', text: 'out\n' }],
    });
  });

  it.each(['file:///c:/project', 'file:///project'])('finds none above %s, up to the top', async (folder) => {
    expect(await fileSystemOf(Uri.parse(folder)).repositoryAbove(0)).toBeUndefined();
  });

  it('looks for none above a virtual folder', async () => {
    const virtual = Uri.parse('memfs:///folders/project');
    shim.write(Uri.parse('memfs:///folders/.git/config'), '');
    expect(await fileSystemOf(virtual).repositoryAbove(0)).toBeUndefined();
  });
});

describe('placeIn', () => {
  const place = (uri: string) => placeIn([root, Uri.parse('memfs://host/data/')] as never, Uri.parse(uri) as never);

  it('gives the folder and the path inside it', () => {
    expect(place('file:///folders/project/src/a.ts')).toEqual({ folder: 0, path: 'src/a.ts' });
    expect(place('memfs://host/data/b.ts')).toEqual({ folder: 1, path: 'b.ts' });
  });

  it('gives nothing for other folders, schemes and hosts', () => {
    for (const uri of ['file:///folders/project2/a.ts', 'memfs:///folders/project/a.ts', 'memfs://other/data/b.ts'])
      expect(place(uri)).toBeUndefined();
  });
});
