import type { Commit, CommitReceipt, Store } from "../../src/ports/store.ts";

export type DyingStore = Store & { readonly dead: Promise<void> };

/**
 * A store as a process sees it that dies at its n-th commit: later commits reach nobody. `before`
 * dies without writing the n-th; `after` writes it and never learns that it did.
 */
export function dyingStore(store: Store, n: number, dies: "before" | "after"): DyingStore {
  const { promise: dead, resolve: die } = Promise.withResolvers<void>();
  const never = new Promise<never>(() => undefined);
  let commits = 0;

  async function commit(work: Commit): Promise<CommitReceipt> {
    commits += 1;
    if (commits > n) return never;
    if (commits === n && dies === "before") {
      die();
      return never;
    }
    const receipt = await store.commit(work);
    if (commits < n) return receipt;
    die();
    return never;
  }

  return new Proxy(store, {
    get(target, name) {
      if (name === "commit") return commit;
      if (name === "dead") return dead;
      const value: unknown = Reflect.get(target, name);
      return typeof value === "function" ? value.bind(target) : value;
    },
  }) as DyingStore;
}
