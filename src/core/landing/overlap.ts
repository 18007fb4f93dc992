import type { WorkerId } from "../ids.ts";

/** Which paths a worker changed so far. */
export interface ChangedPaths {
  readonly worker: WorkerId;
  /** Only what is kept in the same vault can be compared. */
  readonly vault: string;
  readonly paths: readonly string[];
}

export interface SharedPaths {
  readonly workers: readonly [WorkerId, WorkerId];
  readonly paths: readonly string[];
}

/** Each pair of workers of one repository that changed the same paths, in the order given. */
export function sharedPaths(changed: readonly ChangedPaths[]): readonly SharedPaths[] {
  return changed.flatMap((one, index) =>
    changed.slice(index + 1).flatMap((other): SharedPaths[] => {
      if (one.vault !== other.vault) return [];
      const others = new Set(other.paths);
      const paths = one.paths.filter((path) => others.has(path));
      return paths.length === 0 ? [] : [{ workers: [one.worker, other.worker], paths }];
    }),
  );
}
