import fc from "fast-check";
import { type WorkerId, workerId } from "../../../src/core/ids.ts";
import type { StoredRecord, WorkerRecord } from "../../../src/core/journal/record.ts";
import type { ApprovalPolicy } from "../../../src/core/policy/approval-policy.ts";
import { type CapabilityPolicy, TOP } from "../../../src/core/policy/capability-policy.ts";
import { type Ceiling, childCeiling, narrowCeiling, rootCeiling } from "../../../src/core/policy/ceiling.ts";
import { narrow } from "../../../src/core/policy/narrow.ts";
import { aRequest } from "../worker/a-worker.ts";
import { anyApproval, generousPolicy as mostlyGenerous } from "./arbitrary-policy.ts";

/** A worker, its child, the child of that: what happened to their authority, and the journals that say so. */
export interface Line {
  readonly journals: ReadonlyMap<WorkerId, readonly StoredRecord[]>;
  /** Present ceilings, the eldest first. */
  readonly ceilings: readonly Ceiling[];
}

/** Every other step only judges calls, so that questions come through as well as refusals. */
const generousPolicy = fc.oneof(mostlyGenerous, fc.constant(TOP));

const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined });

const operation = fc.oneof(
  fc.record({
    do: fc.constant("spawn" as const),
    use: generousPolicy,
    grant: maybe(generousPolicy),
    approval: maybe(anyApproval),
  }),
  fc.record({
    do: fc.constant("narrow" as const),
    generation: fc.nat({ max: 4 }),
    by: generousPolicy,
    approval: maybe(anyApproval),
  }),
);

/** Of up to five generations, any of which was narrowed at any time, with everything below it. */
export const anyLine: fc.Arbitrary<Line> = fc
  .record({
    use: generousPolicy,
    grant: maybe(generousPolicy),
    approval: maybe(anyApproval),
    operations: fc.array(operation, { maxLength: 8 }),
  })
  .map(({ use, grant, approval, operations }) => {
    const line = new LineInProgress(rootCeiling(deep(use), approval, deep(grant ?? use)));
    for (const one of operations) {
      if (one.do === "narrow") line.narrow(one.generation, deep(one.by), one.approval);
      else line.spawn(one.use, one.grant, one.approval);
    }
    return line;
  });

class LineInProgress implements Line {
  readonly journals = new Map<WorkerId, StoredRecord[]>();
  readonly ceilings: Ceiling[] = [];

  constructor(root: Ceiling) {
    this.#born(root);
  }

  spawn(use: CapabilityPolicy, grant: CapabilityPolicy | undefined, approval: ApprovalPolicy | undefined) {
    const parent = this.ceilings.at(-1);
    if (parent === undefined || this.ceilings.length > 4) return;
    const inside = (wanted: CapabilityPolicy) => ({ ...narrow(parent.grant, wanted), delegation: {} });
    const answer = childCeiling(parent, {
      use: inside(use),
      ...(grant === undefined ? {} : { grant: inside(grant) }),
      ...(approval === undefined ? {} : { approval }),
    });
    if (answer.ok) this.#born(answer.ceiling);
  }

  narrow(generation: number, by: CapabilityPolicy, approval: ApprovalPolicy | undefined) {
    for (const [index, before] of this.ceilings.entries()) {
      if (index < Math.min(generation, this.ceilings.length - 1)) continue;
      const ceiling = narrowCeiling(before, by, approval === undefined ? [] : [approval]);
      this.ceilings[index] = ceiling;
      this.#record(index, { type: "authority.narrowed", ceiling, rev: 1, by: "ada", reason: "r" });
    }
  }

  #born(ceiling: Ceiling) {
    const generation = this.ceilings.push(ceiling) - 1;
    const parent = generation === 0 ? {} : { parent: idOf(generation - 1) };
    const request = aRequest({ name: `g${generation}`, ceiling });
    this.#record(generation, { type: "worker.spawned", request, ...parent });
  }

  #record(generation: number, record: WorkerRecord) {
    const worker = idOf(generation);
    const journal = this.journals.get(worker) ?? [];
    const seq = journal.length + 1;
    this.journals.set(worker, [
      ...journal,
      { position: seq, worker, seq, at: "2026-01-01T00:00:00Z", record },
    ]);
  }
}

export function idOf(generation: number): WorkerId {
  return workerId(`01890000-0000-7000-8000-00000000000${generation}`);
}

/** With room for five generations, so that lines get long. */
function deep(policy: CapabilityPolicy): CapabilityPolicy {
  return { ...policy, delegation: { maxDepth: 9, maxWidth: 9 } };
}
