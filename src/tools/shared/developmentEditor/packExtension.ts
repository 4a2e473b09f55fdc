/** The packed extension. Packing is a program of its own, `npm run package`, with its own output. */
import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { UserError } from '../../../base/userError.ts';
import { runScript } from '../programs.ts';

/** The newest VSIX for this platform in `folder`, or `undefined`. */
export async function newestVsix(folder: string): Promise<string | undefined> {
  const platform = `-${process.platform}-${process.arch}-`;
  const names = (await readdir(folder).catch(() => [])).filter(
    (name) => name.endsWith('.vsix') && name.includes(platform),
  );
  const dated = await Promise.all(
    names.map(async (name) => ({ file: path.join(folder, name), time: (await stat(path.join(folder, name))).mtimeMs })),
  );
  return dated.toSorted((a, b) => b.time - a.time)[0]?.file;
}

/** Packs the extension and answers the path of its VSIX. @throws UserError when packing fails */
export async function packExtension(): Promise<string> {
  const code = await runScript([path.resolve('src/tools/launch.mjs'), 'package']);
  const vsix = code === 0 ? await newestVsix(path.resolve('dist')) : undefined;
  if (vsix === undefined) {
    throw new UserError('The extension could not be packed.', 'What went wrong is printed above.');
  }
  return vsix;
}
