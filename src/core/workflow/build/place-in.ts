import type { Chosen } from "./chosen.ts";
import type { JoinOptions, Place } from "./options.ts";
import type { Name } from "./step-types.ts";

type Listed<Steps> = { [K in Name<Steps>]: Steps[K] extends Chosen ? never : K }[Name<Steps>];

/** Where a step stands among those before it. */
export type PlaceIn<Steps> = Place<Name<Steps>, Listed<Steps>>;
export type JoinIn<Steps> = Omit<PlaceIn<Steps>, "needs"> & JoinOptions<Name<Steps>, Listed<Steps>>;
