import type { Workbench } from "./workbench.ts";

/** One path at which two trees differ; a renamed file is two of them. */
export interface TouchedPath {
  readonly path: string;
  /** As git writes modes; `000000` where there is no such file. */
  readonly before: string;
  readonly after: string;
}

export const NO_FILE = "000000";
export const SUBMODULE = "160000";

export async function touchedPaths(
  bench: Workbench,
  from: string,
  to: string,
): Promise<readonly TouchedPath[]> {
  const args = [
    "diff-tree",
    "-r",
    "--raw",
    "-z",
    "--no-renames",
    "--no-abbrev",
    "--end-of-options",
    from,
    to,
    "--",
  ];
  const fields = (await bench.git(args)).toString("utf8").split("\0");
  const touched: TouchedPath[] = [];
  for (let at = 0; at + 1 < fields.length; at += 2) {
    const [, before = NO_FILE, after = NO_FILE] = /^:(\d{6}) (\d{6}) /.exec(fields[at] ?? "") ?? [];
    touched.push({ path: fields[at + 1] ?? "", before, after });
  }
  return touched;
}
