import { cp } from "node:fs/promises";
import { join } from "node:path";
import { type ScratchRepository, scratchRepository } from "./scratch-repository.ts";

const EXAMPLE = new URL("fix-failing-tests/", import.meta.url).pathname;

export interface ScratchShop extends ScratchRepository {
  /** A model that says what a file wrote down: no key, no network. */
  readonly model: string;
}

/** A git repository of a few files whose tests fail, and a model that can mend it. */
export async function scratchShop(): Promise<ScratchShop> {
  const message = "Add up carts and print receipts";
  const shop = await scratchRepository(message, (repo) =>
    cp(join(EXAMPLE, "shop"), repo, { recursive: true }),
  );
  return { ...shop, model: `scripted:${join(EXAMPLE, "script.yaml")}` };
}
