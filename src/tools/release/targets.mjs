/** The platforms that are packaged: VS Code's name of each, and the files of the native library that run on it. */
import { readdir } from 'node:fs/promises';
import path from 'node:path';

/** By VS Code's name of the target. onnxruntime-node uses the same names of platforms and architectures. */
export const targets = ['linux-x64', 'linux-arm64', 'darwin-x64', 'darwin-arm64', 'win32-x64', 'win32-arm64'];

/** VS Code's name of the platform that this program runs on. */
export const thisTarget = `${process.platform}-${process.arch}`;

/** The loaded files of the native library by platform. The others beside them serve processors that are not used. */
const libraries = {
  linux: /^libonnxruntime\.so\.\d+$/,
  darwin: /^libonnxruntime\.[\d.]+\.dylib$/,
  win32: /^onnxruntime\.dll$/,
};

const binding = /^onnxruntime_binding\.node$/;

/** The two native files of a target, as patterns of their names. */
export function nativeFilePatterns(target) {
  return [binding, libraries[target.split('-')[0]]];
}

/**
 * The paths of a target's native files in onnxruntime-node.
 * @throws Error with an `action` when there are none
 */
export async function nativeFilesOf(root, target) {
  const folder = path.join(root, 'node_modules/onnxruntime-node/bin/napi-v6', ...target.split('-'));
  const names = await readdir(folder).catch(() => []);
  const files = targets.includes(target)
    ? nativeFilePatterns(target).flatMap((pattern) => names.filter((name) => pattern.test(name)))
    : [];
  if (files.length !== 2) {
    throw Object.assign(new Error(`onnxruntime has no native library for ${target}.`), {
      action: `Targets: ${targets.join(', ')}.`,
    });
  }
  return files.map((name) => path.join(folder, name));
}

/** Machine numbers of ELF, Mach-O and PE headers. */
const architectures = {
  linux: new Map([
    [62, 'x64'],
    [183, 'arm64'],
  ]),
  darwin: new Map([
    [0x01000007, 'x64'],
    [0x0100000c, 'arm64'],
  ]),
  win32: new Map([
    [0x8664, 'x64'],
    [0xaa64, 'arm64'],
  ]),
};

/** How many bytes of a file `targetOfBinary` looks at. */
export const headerBytes = 4096;

/** The target that a native file runs on, read off its first bytes; `undefined` for anything else. */
export function targetOfBinary(header) {
  const [platform, machine] = machineOf(header) ?? [];
  const architecture = architectures[platform]?.get(machine);
  return architecture === undefined ? undefined : `${platform}-${architecture}`;
}

function machineOf(header) {
  if (header.length < 64) return undefined;
  if (header.readUInt32BE(0) === 0x7f454c46) return ['linux', header.readUInt16LE(18)];
  if (header.readUInt32LE(0) === 0xfeedfacf) return ['darwin', header.readUInt32LE(4)];
  if (header.toString('latin1', 0, 2) !== 'MZ') return undefined;
  const signature = header.readUInt32LE(60);
  if (signature + 6 > header.length || header.toString('latin1', signature, signature + 4) !== 'PE\0\0')
    return undefined;
  return ['win32', header.readUInt16LE(signature + 4)];
}
