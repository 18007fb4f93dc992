import { containsPath, joinPath, relativePath } from "./canonical-path.ts";
import type { CapabilityPolicy } from "./capability-policy.ts";
import type { Ceiling } from "./ceiling.ts";

/**
 * The ceiling of a worker whose workspace moved from one path to another: roots inside of the old one
 * are those inside of the new one, a root around it becomes the new one. Others are of another machine
 * and go; where none is left, nothing may be touched.
 */
export function withMovedRoots(ceiling: Ceiling, from: string, to: string): Ceiling {
  const moved = (policy: CapabilityPolicy): CapabilityPolicy => {
    const { workspaceRoots: roots } = policy;
    if (roots === "any") return policy;
    return { ...policy, workspaceRoots: roots.flatMap((root) => movedRoot(root, from, to)) };
  };
  return { ...ceiling, use: moved(ceiling.use), grant: moved(ceiling.grant) };
}

function movedRoot(root: string, from: string, to: string): readonly string[] {
  if (containsPath(root, from)) return [to];
  const inside = relativePath(from, root);
  const there = inside === undefined ? undefined : joinPath(to, inside);
  return there === undefined ? [] : [there];
}
