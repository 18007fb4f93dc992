import { hostGit } from "../hardened-git.ts";

/** A plain file as an index knows it: what it holds, and what the file system said when git wrote it. */
export interface IndexedFile {
  /** Relative to the top level. */
  readonly path: string;
  readonly mode: string;
  readonly id: string;
  readonly bytes: number;
  /** Nanoseconds since 1970. */
  readonly modifiedNs: bigint;
  readonly changedNs: bigint;
  /** The lowest 32 bits of its inode's number. */
  readonly inode: number;
}

/** The plain files in the index of a trusted git directory. The work tree is not looked at. */
export async function indexedFiles(gitDir: string, signal?: AbortSignal): Promise<IndexedFile[]> {
  const out = await hostGit({
    gitDir,
    args: ["ls-files", "-z", "--stage", "--debug"],
    maxOutputBytes: MOST_BYTES,
    background: true,
    signal,
  });
  return [...out.toString("utf8").matchAll(ENTRY)].map(toFile).filter(isPlain);
}

/** What `git ls-files --debug` says after each name, which ends with NUL. */
const ENTRY =
  /(\d{6}) ([0-9a-f]+) 0\t([^\0]+)\0 {2}ctime: (\d+):(\d+)\n {2}mtime: (\d+):(\d+)\n {2}dev: \d+\tino: (\d+)\n {2}uid: \d+\tgid: \d+\n {2}size: (\d+)\tflags: \w+\n/g;

function toFile([, mode = "", id = "", path = "", ...numbers]: RegExpExecArray): IndexedFile {
  const [changed, changedNs, modified, modifiedNs, inode, bytes] = numbers.map((text) => BigInt(text));
  return {
    path,
    mode,
    id,
    bytes: Number(bytes),
    modifiedNs: (modified ?? 0n) * SECOND + (modifiedNs ?? 0n),
    changedNs: (changed ?? 0n) * SECOND + (changedNs ?? 0n),
    inode: Number(inode),
  };
}

/** A link is written again; a name that is no UTF-8 came out as another. */
function isPlain({ mode, path }: IndexedFile): boolean {
  return mode.startsWith("100") && !path.includes("\ufffd");
}

const SECOND = 1_000_000_000n;
const MOST_BYTES = 512 * 1024 * 1024;
