import { deflateRawSync, gzipSync } from 'node:zlib';

import { describe, expect, it } from 'vitest';

import { readArchive } from '../../../../src/tools/corpus/archives.ts';
import { integrityOf } from '../../../../src/tools/corpus/fetch.ts';

function tarEntry(path: string, body: Buffer, type = '0', prefix = ''): Buffer {
  const header = Buffer.alloc(512);
  header.write(path, 0, 100, 'utf8');
  header.write(`${body.length.toString(8).padStart(11, '0')}\0`, 124, 'latin1');
  header.write(type, 156, 'latin1');
  header.write('ustar\0', 257, 'latin1');
  header.write(prefix, 345, 'utf8');
  // The checksum counts its own field as spaces.
  header.write('        ', 148, 'latin1');
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
  return Buffer.concat([header, body, Buffer.alloc((512 - (body.length % 512)) % 512)]);
}

function zip(files: readonly { path: string; body: Buffer; stored?: boolean }[]): Buffer {
  const locals: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const { path, body, stored } of files) {
    const name = Buffer.from(path);
    const data = stored === true ? body : deflateRawSync(body);
    const local = Buffer.alloc(30);
    local.writeUInt32LE(0x04034b50, 0);
    local.writeUInt16LE(name.length, 26);
    const entry = Buffer.alloc(46);
    entry.writeUInt32LE(0x02014b50, 0);
    // Names are UTF-8.
    entry.writeUInt16LE(0x800, 8);
    entry.writeUInt16LE(stored === true ? 0 : 8, 10);
    entry.writeUInt32LE(data.length, 20);
    entry.writeUInt32LE(body.length, 24);
    entry.writeUInt16LE(name.length, 28);
    entry.writeUInt32LE(offset, 42);
    locals.push(local, name, data);
    directory.push(entry, name);
    offset += local.length + name.length + data.length;
  }
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(files.length, 10);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...locals, ...directory, end]);
}

const textOf = async (archive: Buffer): Promise<Record<string, string>> =>
  Object.fromEntries(
    (await readArchive(archive)).map(({ path, bytes }) => [path, Buffer.from(bytes).toString('utf8')]),
  );

describe('tar', () => {
  it('gives regular files, with long names by prefix, pax and GNU records', async () => {
    const long = `package/${'deep/'.repeat(40)}file.ts`;
    const pax = (path: string): Buffer => {
      const length = path.length + ' path=\n'.length + 3;
      return Buffer.from(`${String(length)} path=${path}\n`);
    };
    const archive = gzipSync(
      Buffer.concat([
        tarEntry('package/a.ts', Buffer.from('one')),
        tarEntry('b.ts', Buffer.from('x'.repeat(600)), '0', 'package/inner'),
        tarEntry('header', pax(long), 'x'),
        tarEntry('cut', Buffer.from('two')),
        tarEntry('link', Buffer.from(`${long}2\0`), 'L'),
        tarEntry('cut', Buffer.from('three')),
        tarEntry('package/folder', Buffer.alloc(0), '5'),
        tarEntry('package/link', Buffer.alloc(0), '2'),
        tarEntry('package/empty', Buffer.alloc(0)),
        Buffer.alloc(1024),
      ]),
    );
    expect(await textOf(archive)).toEqual({
      'package/a.ts': 'one',
      'package/inner/b.ts': 'x'.repeat(600),
      [long]: 'two',
      [`${long}2`]: 'three',
      'package/empty': '',
    });
  });
});

describe('zip', () => {
  it('gives stored and compressed files', async () => {
    const archive = zip([
      { path: 'a/', body: Buffer.alloc(0), stored: true },
      { path: 'a/\u00fc.py', body: Buffer.from('print(1)\n'.repeat(100)) },
      { path: 'b.py', body: Buffer.from('two'), stored: true },
    ]);
    expect(await textOf(archive)).toEqual({ 'a/\u00fc.py': 'print(1)\n'.repeat(100), 'b.py': 'two' });
  });

  it('refuses what is neither', async () => {
    await expect(readArchive(Buffer.from('plain text'))).rejects.toThrow('neither gzip nor zip');
    await expect(readArchive(Buffer.from('PK\x03\x04 cut off'))).rejects.toThrow(/[Ee]nd of [Cc]entral [Dd]irectory/);
  });
});

describe('integrity', () => {
  it('has the form of each registry', async () => {
    const archive = zip([{ path: 'm@v1/a.go', body: Buffer.from('package a\n') }]);
    expect(await integrityOf('npm', archive)).toMatch(/^sha512-[\w+/]{86}==$/);
    expect(await integrityOf('crates', archive)).toMatch(/^sha256-[\da-f]{64}$/);
    expect(await integrityOf('go', archive)).toMatch(/^h1:[\w+/]{43}=$/);
  });

  it('of a Go module is that of the files, not of their order in the zip', async () => {
    const [a, b] = [
      { path: 'm@v1/a.go', body: Buffer.from('package a\n') },
      { path: 'm@v1/b.go', body: Buffer.from('package a\n') },
    ];
    expect(await integrityOf('go', zip([a, b]))).toBe(await integrityOf('go', zip([b, a])));
    expect(await integrityOf('go', zip([a]))).not.toBe(await integrityOf('go', zip([b])));
  });
});
