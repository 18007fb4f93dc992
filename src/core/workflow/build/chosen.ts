declare const chosen: unique symbol;

/** Left by a step that chooses: which of the two is waited for must be said. */
export interface Chosen {
  readonly [chosen]: boolean;
}
