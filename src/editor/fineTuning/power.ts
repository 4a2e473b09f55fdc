/**
 * Whether the machine hangs on the mains. Linux says so in files; elsewhere there is no way to know without another program, and what is not
 * known counts as a battery.
 */

/** A folder of small files, such as /sys. */
export interface ReadableFiles {
  /** Names in a folder; `undefined` when there is none. */
  list(path: string): Promise<readonly string[] | undefined>;
  /** `undefined` when there is no such file. */
  read(path: string): Promise<string | undefined>;
}

const supplies = '/sys/class/power_supply';

/** See https://www.kernel.org/doc/Documentation/ABI/testing/sysfs-class-power */
export async function isOnMains(platform: string, files: ReadableFiles): Promise<boolean> {
  if (platform !== 'linux') return false;
  const names = await files.list(supplies);
  // A machine without the folder is a container or has no supply that could be told of; it has no battery either.
  if (names === undefined) return true;
  let hasBattery = false;
  for (const name of names) {
    const read = async (file: string) => (await files.read(`${supplies}/${name}/${file}`))?.trim();
    const type = await read('type');
    if ((type === 'Mains' || type === 'USB') && (await read('online')) === '1') return true;
    // That of a mouse has its own scope.
    if (type === 'Battery' && (await read('scope')) !== 'Device') hasBattery = true;
  }
  return !hasBattery;
}
