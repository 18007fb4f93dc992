import { opendir } from "node:fs/promises";
import { type Step, selfPath } from "./path-step.ts";
import type { Place } from "./place.ts";
import { type FileKind, kindOf } from "./regular-file.ts";

export interface Entry {
  readonly name: string;
  readonly kind: FileKind;
}

export interface Entries {
  /** Sorted by name, as UTF-16 compares. */
  readonly entries: readonly Entry[];
  /** The directory holds more than `limit`; which ones were read is then the file system's choice. */
  readonly more: boolean;
}

/** What is in an open directory, at most `limit` names, mounted directories included. */
export async function entriesOf(
  place: Place,
  directory: Step,
  { limit, signal }: { readonly limit: number; readonly signal: AbortSignal },
): Promise<Entries> {
  const found = new Map<string, Entry>();
  for await (const entry of await opendir(selfPath(directory), { bufferSize: 512 })) {
    signal.throwIfAborted();
    if (found.size >= limit) return { entries: sorted(found), more: true };
    found.set(entry.name, { name: entry.name, kind: kindOf(entry) });
  }
  for (const name of mountedIn(place, directory.path)) found.set(name, { name, kind: "directory" });
  return { entries: sorted(found), more: false };
}

function mountedIn(place: Place, path: string): readonly string[] {
  return [...place.anchors.keys()]
    .filter((at) => at.startsWith(`${path}/`))
    .map((at) => at.slice(path.length + 1))
    .filter((name) => !name.includes("/"));
}

function sorted(found: ReadonlyMap<string, Entry>): readonly Entry[] {
  return [...found.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}
