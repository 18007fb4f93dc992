import { existsSync, lstatSync, readlinkSync } from "node:fs";

/** The parts of the host's system that every sandbox shows, read-only. Never the whole of `/`. */
export interface HostRoot {
  readonly folders: readonly string[];
  /** Top-level links such as `/bin`, with where they point. */
  readonly links: readonly { readonly at: string; readonly target: string }[];
  /** Single files and folders under `/etc` without which programs do not start or find their names. */
  readonly etc: readonly string[];
}

const SYSTEM_FOLDERS = ["/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32"];

/** `/etc/ssl/private` and the like must not be among them: root could read them inside. */
const ETC = [
  "/etc/passwd",
  "/etc/group",
  "/etc/nsswitch.conf",
  "/etc/host.conf",
  "/etc/protocols",
  "/etc/services",
  "/etc/ld.so.cache",
  "/etc/ld.so.conf",
  "/etc/ld.so.conf.d",
  "/etc/alternatives",
  "/etc/localtime",
  "/etc/ssl/certs",
  "/etc/ssl/openssl.cnf",
  "/etc/ca-certificates",
  "/etc/pki/ca-trust",
  "/etc/pki/tls/certs",
];

/** Looks at this machine once. Where `/bin` is a link into `/usr` (merged), it stays one inside. */
export function readHostRoot(): HostRoot {
  const present = SYSTEM_FOLDERS.filter((path) => existsSync(path));
  const isLink = (path: string) => lstatSync(path).isSymbolicLink();
  return {
    folders: present.filter((path) => !isLink(path)),
    links: present.filter(isLink).map((at) => ({ at, target: readlinkSync(at) })),
    etc: ETC.filter((path) => existsSync(path)),
  };
}
