import { LegateError } from "../../ports/failure.ts";

/** What a command may reach on macOS. Real paths (links resolved): Seatbelt judges those. */
export interface SeatbeltConfinement {
  readonly readable: readonly string[];
  readonly writable: readonly string[];
}

/** The system's programs and libraries, and what every process reads while it starts. */
const SYSTEM = [
  ...["/usr", "/bin", "/sbin", "/System", "/Library/Apple", "/Library/Developer"],
  ...["/private/var/db/dyld", "/private/var/db/timezone", "/private/etc/ssl"],
];
const SYSTEM_FILES = ["/", "/private/etc/localtime", "/dev/null", "/dev/zero", "/dev/random", "/dev/urandom"];
const WRITABLE_DEVICES = ["/dev/null", "/dev/zero"];

/**
 * The profile for `sandbox-exec -p`: an allow-list of paths, no network of any kind, no other process.
 *
 * B1. Everything is denied first: a kind of access that Apple adds later is denied too.
 * B2. Of two rules that speak about one access the later one wins, so what is read-only inside a writable
 *     folder is denied for writing at the end.
 * B3. Unix sockets are network to Seatbelt, and so denied with it.
 * B4. A path is text in a program here. It is quoted, and one with control characters is refused.
 */
export function seatbeltProfile({ readable, writable }: SeatbeltConfinement): string {
  const shown = [...readable, ...writable];
  return [
    "(version 1)",
    "(deny default)",
    "(allow process-fork)",
    "(allow sysctl-read)",
    "(allow signal (target same-sandbox))",
    "(allow process-info* (target same-sandbox))",
    rule("allow process-exec", subpaths([...SYSTEM, ...shown])),
    rule("allow file-read*", [...literals(SYSTEM_FILES), ...subpaths([...SYSTEM, ...shown])]),
    rule("allow file-read-metadata", literals(shown.flatMap(parentsOf))),
    rule("allow file-write-data", literals(WRITABLE_DEVICES)),
    rule("allow file-write*", subpaths(writable)),
    rule("deny file-write*", subpaths(readable)),
    "",
  ]
    .filter((line, index, all) => line !== undefined && all.indexOf(line) === index)
    .join("\n");
}

/** Nothing for an empty list: an operation without a filter speaks about everything. */
function rule(operation: string, filters: readonly string[]): string | undefined {
  return filters.length === 0 ? undefined : `(${operation}\n  ${[...new Set(filters)].join("\n  ")})`;
}

function subpaths(paths: readonly string[]): readonly string[] {
  return paths.map((path) => `(subpath ${quoted(path)})`);
}

function literals(paths: readonly string[]): readonly string[] {
  return paths.map((path) => `(literal ${quoted(path)})`);
}

/** `/a` and `/a/b` of `/a/b/c`: a program that asks for its folder looks at each of them. */
function parentsOf(path: string): readonly string[] {
  const names = path.split("/").slice(1, -1);
  return names.map((_, index) => `/${names.slice(0, index + 1).join("/")}`);
}

function quoted(path: string): string {
  const isPlain = path.startsWith("/") && ![...path].some((letter) => letter < " " || letter === "\x7f");
  if (isPlain) return `"${path.replaceAll(/["\\]/g, "\\$&")}"`;
  throw new LegateError(
    "bad-input",
    `${JSON.stringify(path)} cannot be shown to a command: give an absolute path without control characters.`,
    { details: { path } },
  );
}
