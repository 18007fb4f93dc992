import type { AuditRecord } from "../journal/audit-record.ts";
import type { AuditEntry } from "./chain.ts";
import type { AuditExpectations } from "./expectations.ts";
import { handoversBetween, handoverText } from "./handover.ts";
import { keysFound } from "./keys-found.ts";

type IsSignedBy = (key: string, text: string, signature: string) => boolean;

/**
 * Which keys may have sealed one journal, from its first seal to its last.
 *
 * K1. A chain changes its key only by the word of the key before, or where an import takes it to another place.
 * K2. A key that may sign by right hands that right on; one that is only vouched for by a later import does not.
 */
export class KeyTrust {
  readonly #entries: readonly AuditEntry[];
  readonly #expected: AuditExpectations;
  readonly #isSignedBy: IsSignedBy;
  readonly #heirs = new Set<string>();
  readonly #keys = new Set<string>();
  #last: string | undefined;

  constructor(entries: readonly AuditEntry[], expected: AuditExpectations, isSignedBy: IsSignedBy) {
    this.#entries = entries;
    this.#expected = expected;
    this.#isSignedBy = isSignedBy;
  }

  /** Those that signed so far. */
  get keys(): readonly string[] {
    return [...this.#keys];
  }

  /** Goes on to the key of the next seal, or says why it may not have signed. `since` is what the seal lists. */
  next(
    entry: AuditEntry,
    { key, handovers = [] }: AuditRecord,
    since: readonly AuditEntry[],
  ): string | undefined {
    const last = this.#last ?? key;
    const isSame = last === key || since.some(({ type }) => type === "worker.imported");
    const isHeir = this.#handsOver(last, key, handovers);
    if (isHeir && this.#mayByRight(last)) this.#heirs.add(key); // K2
    if (!this.#mayByRight(key) && !this.#isVouchedFor(entry, key))
      return `signed with the key ${key}, which is none that may sign here`;
    if (!isSame && !isHeir) return `signed with the key ${key}, to which ${last} did not hand over`; // K1
    this.#last = key;
    this.#keys.add(key);
    return undefined;
  }

  #handsOver(from: string, to: string, handovers: NonNullable<AuditRecord["handovers"]>): boolean {
    const signed = handovers.filter((one) => this.#isSignedBy(one.from, handoverText(one), one.signature));
    return from !== to && handoversBetween(from, to, signed) !== undefined;
  }

  #mayByRight(key: string): boolean {
    const { keys } = this.#expected;
    return keys === undefined || keys.includes(key) || this.#heirs.has(key);
  }

  /** By an import that comes later, which must be sealed itself: so nobody can add it without a key. */
  #isVouchedFor({ seq }: AuditEntry, key: string): boolean {
    const { trustsBeforeImport = false } = this.#expected;
    return this.#entries.some(
      (later) =>
        later.seq > seq &&
        later.type === "worker.imported" &&
        (keysFound(later)?.includes(key) ?? trustsBeforeImport),
    );
  }
}
