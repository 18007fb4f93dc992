import type { Clock } from "../../ports/clock.ts";
import type { Hasher } from "../../ports/hasher.ts";
import type { Store } from "../../ports/store.ts";

/** A fresh, empty store, and what the checks may do to it. */
export interface StoreUnderTest extends AsyncDisposable {
  readonly store: Store;
  readonly clock: Clock;
  readonly hasher: Hasher;
  /** One more store on the same content, as another process would open it. */
  another(): Promise<Store>;
  /** A store on what a crash of every process at this instant would leave behind. */
  afterCrash(): Promise<Store>;
}

/** One thing that every store must do; `run` throws when it does not. */
export interface StoreCheck {
  readonly title: string;
  run(subject: StoreUnderTest): Promise<void>;
}
