/** How far the commands are that make a workspace ready, and those that tidy up before it is given up. */
export interface SetUp {
  readonly done: number;
  /** Why the next one was not done; it is tried again with the next cycle, or when the worker is resumed. */
  readonly failed?: string;
  readonly tornDown: number;
}

export const NOT_SET_UP: SetUp = { done: 0, tornDown: 0 };

export function triedAgain({ failed: _, ...setUp }: SetUp): SetUp {
  return setUp;
}
