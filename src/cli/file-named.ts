import { stat } from "node:fs/promises";
import { resolve } from "node:path";
import type { CliContext } from "./context.ts";

/** The path, if what was named is a file here or could only be one; otherwise it names a worker. */
export async function fileNamed(named: string, { cwd }: CliContext): Promise<string | undefined> {
  const path = resolve(cwd, named);
  const found = await stat(path).catch(() => undefined);
  return found?.isFile() === true || named.includes("/") ? path : undefined;
}
