import type { Store } from "../../src/ports/store.ts";

export type DyingStore = Store & { readonly dead: Promise<void> };

/** What a store keeps: each call counts. */
const WRITES = ["commit", "discard", "collectBlobs"] as const;

/**
 * A store as a process sees it that dies at its n-th write: later ones reach nobody. `before` dies without
 * writing the n-th; `after` writes it and never learns that it did.
 */
export function dyingStore(store: Store, n: number, dies: "before" | "after"): DyingStore {
  const { promise: dead, resolve: die } = Promise.withResolvers<void>();
  const never = new Promise<never>(() => undefined);
  let writes = 0;

  async function write<T>(work: () => Promise<T>): Promise<T> {
    writes += 1;
    if (writes > n) return never;
    if (writes === n && dies === "before") {
      die();
      return never;
    }
    const receipt = await work();
    if (writes < n) return receipt;
    die();
    return never;
  }

  return new Proxy(store, {
    get(target, name) {
      if (name === "dead") return dead;
      const value: unknown = Reflect.get(target, name);
      if (typeof value !== "function") return value;
      const isWrite = WRITES.some((one) => one === name);
      return isWrite ? (...given: unknown[]) => write(() => value.apply(target, given)) : value.bind(target);
    },
  }) as DyingStore;
}
