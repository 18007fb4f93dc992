import { existsSync, lstatSync, readlinkSync } from "node:fs";

/** The parts of the host's system that every sandbox shows, read-only. Never the whole of `/`. */
export interface HostRoot {
  readonly folders: readonly string[];
  /** Links such as `/bin`, with where they point. */
  readonly links: readonly { readonly at: string; readonly target: string }[];
}

const SYSTEM = ["/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32"];

/**
 * Folders of `/etc` that programs in `/usr` reach through links. `/etc/ssl` as a whole, with its
 * `private`, must not be among them: root could read that inside.
 */
const ETC_FOLDERS = ["/etc/alternatives", "/etc/ssl/certs", "/etc/pki/ca-trust", "/etc/pki/tls/certs"];
const LOCALTIME = "/etc/localtime";

/** Looks at this machine once. Where `/bin` is a link into `/usr` (merged), it stays one inside. */
export function readHostRoot(): HostRoot {
  const present = SYSTEM.filter((path) => existsSync(path));
  const zone = isLink(LOCALTIME) ? [LOCALTIME] : [];
  return {
    folders: [...present.filter((path) => !isLink(path)), ...ETC_FOLDERS.filter((path) => existsSync(path))],
    links: [...present.filter(isLink), ...zone].map((at) => ({ at, target: readlinkSync(at) })),
  };
}

function isLink(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() === true;
}
