import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, realpathSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const OUTER_BYTES = 2 * 1024 ** 3;
const INNER_BYTES = 384 * 1024 ** 2;

/** What this machine lacks to have its power cut; nothing when it lacks nothing. */
export function lacking(): string | undefined {
  if (process.getuid?.() !== 0) return "only root can mount images: run it as root";
  for (const [tool, fix] of TOOLS) {
    if (spawnSync("which", [tool]).status !== 0) return `there is no ${tool}: ${fix}`;
  }
  const tried = tryOut();
  return tried === undefined ? undefined : `images of disks cannot be mounted and cloned here: ${tried}`;
}

const TOOLS = [
  ["mkfs.xfs", "apt-get install xfsprogs"],
  ["mkfs.ext4", "apt-get install e2fsprogs"],
  ["losetup", "apt-get install mount"],
  ["strace", "apt-get install strace (its control needs it)"],
] as const;

function tryOut(): string | undefined {
  try {
    using bench = new PowerBench();
    bench.cut().drop();
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message.trim().split("\n").at(-1) : String(error);
  }
}

/** A disk as a power cut leaves it, mounted: its file system has recovered by itself. */
export interface CutDisk {
  readonly directory: string;
  readonly drop: () => void;
}

/**
 * A disk whose power can be cut: an ext4 on an image that lies in an XFS. A clone of the image, made in a
 * moment while the disk is in use, holds what had reached the disk by then, and nothing of what its file
 * system still had in memory. What a disk itself keeps in a cache of its own is not lost by this.
 */
export class PowerBench implements Disposable {
  /** Where the disk is mounted. */
  readonly disk: string;
  readonly #base = mkdtempSync(join(realpathSync(tmpdir()), "legate-power-"));
  readonly #image: string;
  readonly #mounted: string[] = [];

  constructor() {
    try {
      const outer = this.#mount(
        this.#make("outer.img", OUTER_BYTES, ["mkfs.xfs", "-q", "-m", "reflink=1"]),
        "outer",
      );
      this.#image = this.#make("outer/disk.img", INNER_BYTES, ["mkfs.ext4", "-q"]);
      this.disk = this.#mount(this.#image, "disk");
      mkdirSync(join(outer, "cuts"));
    } catch (error) {
      this[Symbol.dispose]();
      throw error;
    }
  }

  /** Cuts the power of a copy: the disk itself goes on. */
  cut(): CutDisk {
    const copy = join(this.#base, "outer/cuts/cut.img");
    execFileSync("cp", ["--reflink=always", this.#image, copy]);
    const directory = this.#mount(copy, "cut");
    return {
      directory,
      drop: () => {
        this.#unmount(directory);
        rmSync(copy);
      },
    };
  }

  [Symbol.dispose](): void {
    for (const place of this.#mounted.toReversed()) this.#unmount(place);
    rmSync(this.#base, { recursive: true, force: true });
  }

  #make(name: string, bytes: number, [program = "", ...args]: readonly string[]): string {
    const image = join(this.#base, name);
    writeFileSync(image, "");
    truncateSync(image, bytes);
    execFileSync(program, [...args, image], { stdio: "pipe" });
    return image;
  }

  #mount(image: string, name: string): string {
    const place = join(this.#base, name);
    mkdirSync(place, { recursive: true });
    execFileSync("mount", ["-o", "loop", image, place], { stdio: "pipe" });
    this.#mounted.push(place);
    return place;
  }

  #unmount(place: string): void {
    unmounted(place);
    this.#mounted.splice(this.#mounted.indexOf(place), 1);
  }
}

/** Who wrote there was killed, and may take a moment to be gone. */
function unmounted(place: string, triesLeft = 50): void {
  try {
    execFileSync("umount", [place], { stdio: "pipe" });
  } catch (error) {
    if (triesLeft === 0) throw error;
    execFileSync("sleep", ["0.1"]);
    unmounted(place, triesLeft - 1);
  }
}
