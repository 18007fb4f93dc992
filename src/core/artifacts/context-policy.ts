/** Which artifacts go on, and in which order they are preferred. */
export interface ContextPolicy {
  /** @default any number */
  readonly maxArtifacts?: number;
  /** Room for all bodies, by their estimates. @default any size */
  readonly maxTokens?: number;
  /** Part of `maxTokens` that is left free. @default 0 */
  readonly reserveTokens?: number;
  /** Only these kinds; an empty list means none. @default any kind */
  readonly includeKinds?: readonly string[];
  readonly excludeKinds?: readonly string[];
  /** These kinds before all others, whatever their priority. */
  readonly prioritizeKinds?: readonly string[];
  /** Ids that go on in any case: no filter and no limit drops them, and they use up room first. */
  readonly pinned?: readonly string[];
  /** Among equal priority, the freshest first. @default false */
  readonly preferFresh?: boolean;
  /** Among what is equal so far, the youngest first. @default false */
  readonly preferRecent?: boolean;
}
