import { dirname } from "node:path";

/** The Node that runs us, for commands inside the sandbox, where it does not belong to the system anyway. */
export function runningNode(
  execPath = process.execPath,
): readonly { readonly path: string; readonly bin: string }[] {
  if (execPath.startsWith("/usr/")) return [];
  const bin = dirname(execPath);
  return [{ path: bin, bin: "." }];
}
