/** What must be so for a journal to count as sealed. */
export interface AuditExpectations {
  /**
   * Public keys that may sign, as records name them, and those to which they handed over. What was lived before an
   * import may have been signed with those that its record names, too. @default any
   */
  readonly keys?: readonly string[];
  /** An import that names no keys, as older releases wrote it, lets anybody have signed before it. @default false */
  readonly trustsBeforeImport?: boolean;
  /** A head that was kept elsewhere and must be in the chain. */
  readonly head?: string;
}
