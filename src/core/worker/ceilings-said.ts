import type { WorkerId } from "../ids.ts";
import type { StoredRecord } from "../journal/record.ts";
import type { Ceiling } from "../policy/ceiling.ts";
import type { RuleOwner } from "../policy/rule-owner.ts";

/** What a journal says of its worker's authority: each ceiling it had, and whose word that was. */
export interface CeilingsSaid {
  readonly name: string;
  /** Absent for a worker of the operator's, and for one that was brought here without its parent. */
  readonly parent?: WorkerId;
  /** The first one first; each lies within those before it. */
  readonly said: readonly SaidCeiling[];
}

export interface SaidCeiling {
  readonly ceiling: Ceiling;
  /** `by` is the parent's id where the parent made it. */
  readonly owner: RuleOwner;
}

/** Goes on after what earlier records said; begins with `undefined`. */
export function ceilingsSaid(
  before: CeilingsSaid | undefined,
  { worker, record }: StoredRecord,
): CeilingsSaid | undefined {
  if (record.type === "worker.spawned") {
    const { request, parent } = record;
    const owner = { by: parent ?? "operator", worker, name: request.name, as: "spawn" } as const;
    const born = { name: request.name, said: [{ ceiling: request.ceiling, owner }] };
    return parent === undefined ? born : { ...born, parent };
  }
  if (before === undefined) return undefined;
  switch (record.type) {
    case "worker.forked": {
      const { ceiling, by, name } = record;
      return { ...added(before, { ceiling, owner: { by, worker, name, as: "fork" } }), name };
    }
    case "worker.imported":
      return importedWith(before, worker, record);
    case "authority.narrowed": {
      const { ceiling, by, reason } = record;
      return added(before, { ceiling, owner: { by, worker, name: before.name, as: "narrowing", reason } });
    }
    default:
      return before;
  }
}

function added(before: CeilingsSaid, next: SaidCeiling): CeilingsSaid {
  return { ...before, said: [...before.said, next] };
}

/** What held elsewhere spoke of paths and parents of another machine: nothing of it counts here. */
function importedWith(
  { name, said }: CeilingsSaid,
  worker: WorkerId,
  { by, from }: StoredRecord["record"] & { type: "worker.imported" },
): CeilingsSaid {
  const owner = { by, worker, name, as: "import" } as const;
  if (from.format === "legate") return { name, said: [{ ceiling: from.now.ceiling, owner }] };
  return { name, said: said.map(({ ceiling }) => ({ ceiling, owner })) };
}
