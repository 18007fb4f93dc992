import { readFileSync } from "node:fs";

/** A file that bubblewrap makes inside from bytes we hand it; far cheaper than one more mount. */
export interface InsideFile {
  readonly at: string;
  readonly bytes: Uint8Array;
}

/** Taken from the host as they are: public, small, and programs fail or slow down without them. */
const COPIED = ["/etc/ld.so.cache", "/etc/services", "/etc/protocols", "/etc/ssl/openssl.cnf"];

/**
 * The single files of `/etc` inside. Accounts and host names are made up, not copied: the host's lists
 * name people and machines. Whoever runs Legate keeps their number, so that files show as their own.
 */
export function etcFiles(uid: number, gid: number): InsideFile[] {
  const written = {
    "/etc/hosts": "127.0.0.1 localhost sandbox\n::1 localhost sandbox\n",
    "/etc/nsswitch.conf": "passwd: files\ngroup: files\nhosts: files dns\n",
    "/etc/passwd": `${account(uid, gid)}nobody:x:65534:65534:nobody:/nonexistent:/usr/sbin/nologin\n`,
    "/etc/group": `${groupLine(gid)}nogroup:x:65534:\n`,
  };
  const own = Object.entries(written).map(([at, text]) => ({ at, bytes: Buffer.from(text) }));
  return [...own, ...COPIED.flatMap(copied)];
}

function account(uid: number, gid: number): string {
  if (uid === 0) return `root:x:0:${gid}:root:/home/agent:/bin/sh\n`;
  return `root:x:0:0:root:/root:/usr/sbin/nologin\nagent:x:${uid}:${gid}:agent:/home/agent:/bin/sh\n`;
}

function groupLine(gid: number): string {
  return gid === 0 ? "root:x:0:\n" : `root:x:0:\nagent:x:${gid}:\n`;
}

function copied(at: string): InsideFile[] {
  try {
    return [{ at, bytes: readFileSync(at) }];
  } catch {
    return []; // not on this machine
  }
}
