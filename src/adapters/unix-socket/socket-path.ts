import { closeSync, constants, openSync } from "node:fs";
import { join } from "node:path";
import type { DriverId } from "../../core/ids.ts";

/** A socket's address may be at most this long in bytes (108 on Linux, 104 on macOS, with a final NUL). */
const LONGEST_ADDRESS = 100;

/**
 * An address for the socket `name` in `directory`, however deep that lies: a path that is too long is
 * said through an open handle of the directory, which has to stay open while the address is used.
 */
export function socketAddress(
  directory: string,
  name: string,
): { readonly path: string; readonly close: () => void } {
  const plain = join(directory, name);
  if (Buffer.byteLength(plain) <= LONGEST_ADDRESS || process.platform !== "linux") {
    return { path: plain, close: () => undefined };
  }
  const handle = openSync(directory, constants.O_RDONLY | constants.O_DIRECTORY);
  let open = true;
  return {
    path: `/proc/self/fd/${handle}/${name}`,
    close: () => {
      if (open) closeSync(handle);
      open = false;
    },
  };
}

/** The socket of one driver. */
export function socketName(driver: DriverId): string {
  return `${driver}.sock`;
}
