import type { SandboxMount } from "../../../ports/sandbox.ts";
import type { FoundRepository } from "../find-repository.ts";
import { isSameOrBelow } from "../path-order.ts";

/** What of the user's a landing may write: the git directory, and the work tree that follows. The rest is only seen. */
export function writableMounts(
  found: FoundRepository,
  checkout: string | undefined,
): readonly SandboxMount[] {
  const written = [found.commonDir, ...(checkout === undefined ? [] : [checkout, found.gitDir])];
  const outer = written.filter(
    (path, index) =>
      written.indexOf(path) === index &&
      !written.some((other) => other !== path && isSameOrBelow(path, other)),
  );
  const seen = found.visible.filter((path) => !outer.some((other) => isSameOrBelow(path, other)));
  const borrowed = seen.filter((path) => !outer.some((other) => isSameOrBelow(other, path)));
  return [
    ...borrowed.map((path): SandboxMount => ({ path, mode: "ro" })),
    ...outer.map((path): SandboxMount => ({ path, mode: "rw" })),
  ];
}
