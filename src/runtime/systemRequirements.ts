/**
 * What the native library needs of a system, in the words of the README and of the message when it does not load. The
 * numbers are those of the libraries of ONNX Runtime 1.23.2; a unit test reads them off the files.
 */

export const systemRequirements = {
  linux: 'glibc 2.27 and GLIBCXX 3.4.22 (libstdc++ of GCC 6) or newer',
  darwin: 'macOS 13.4 or newer',
  win32: 'the Microsoft Visual C++ Redistributable 2015–2022',
};

/** A supported platform of Node, Linux without glibc, or anything else. */
export type System = keyof typeof systemRequirements | 'musl' | 'other';

/** What the user can do when the native library does not load, in sentences. */
export function adviceFor(system: System): string {
  if (system === 'musl') return 'Alpine Linux and other systems without glibc are not supported yet.';
  if (system === 'other') return 'Undercurrent runs on Linux, macOS and Windows, on x64 and ARM64 processors.';
  return `It needs ${systemRequirements[system]}, and the package of Undercurrent for this platform.`;
}

/** The system that this process runs on. */
export function thisSystem(): System {
  const { platform } = process;
  if (platform === 'linux') return hasGlibc() ? 'linux' : 'musl';
  return platform === 'darwin' || platform === 'win32' ? platform : 'other';
}

/** Node reports the version of glibc that it runs on, and none on musl. */
function hasGlibc(): boolean {
  const report: unknown = process.report.getReport();
  const header = isObject(report) ? report['header'] : undefined;
  return isObject(header) && typeof header['glibcVersionRuntime'] === 'string';
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
