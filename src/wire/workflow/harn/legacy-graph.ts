import { fieldOf } from "../../own-field.ts";

type Fields = Readonly<Record<string, unknown>>;

/** What a node of the legacy form takes from the top when it does not say it itself. */
const MODEL_FIELDS = ["provider", "model", "model_tier", "tier", "temperature", "max_tokens"];
const NODE_FIELDS = ["mode", "done_sentinel"];
const LEGACY = ["act", "verify", "repair"] as const;

export interface LegacyGraph {
  /** The graph with nodes and edges. */
  readonly value: unknown;
  /** Where a place in that graph stood in the file. */
  readonly original: (path: readonly PropertyKey[]) => readonly PropertyKey[];
}

/**
 * Harn's older form, `{ act, verify, repair }` with a model at the top, as a graph: act, then verify, which goes
 * to repair when it failed, and repair back to verify. Harn never takes that way back; here it is taken.
 */
export function fromLegacy(value: unknown): LegacyGraph {
  const asIs = { value, original: (path: readonly PropertyKey[]) => path };
  const nodes = fieldOf(value, "nodes");
  const hasNodes = typeof nodes === "object" && nodes !== null && Object.keys(nodes).length > 0;
  const there = LEGACY.filter((name) => fieldOf(value, name) != null);
  if (hasNodes || there.length === 0 || !isFields(value)) return asIs;
  const top = [...MODEL_FIELDS, ...NODE_FIELDS, ...LEGACY];
  const rest = Object.fromEntries(Object.entries(value).filter(([field]) => !top.includes(field)));
  const made = there.map((name) => [name, legacyNode(name, value[name], value)] as const);
  const graph = {
    ...rest,
    entry: rest["entry"] ?? there[0],
    nodes: Object.fromEntries(made),
    edges: legacyEdges(there),
  };
  return { value: graph, original: originalPlace };
}

/** `nodes.act.model_policy.model` stood in `act.model`. */
function originalPlace([part, id, ...rest]: readonly PropertyKey[]): readonly PropertyKey[] {
  if (part !== "nodes" || id === undefined) return part === "edges" ? [] : part === undefined ? [] : [part];
  const inside = rest.filter((step) => step !== "model_policy");
  return [id, ...inside];
}

function legacyNode(name: (typeof LEGACY)[number], node: unknown, top: Fields): unknown {
  if (!isFields(node)) return node;
  const { assert_text, command, expect_status, expect_text, ...own } = node;
  const checks = defined({ assert_text, command, expect_status, expect_text });
  const said = [...MODEL_FIELDS].flatMap((field) => {
    const found = own[field] ?? top[field];
    return found == null ? [] : [[field === "tier" ? "model_tier" : field, found] as const];
  });
  const plain = Object.fromEntries(Object.entries(own).filter(([field]) => !MODEL_FIELDS.includes(field)));
  const model = {
    ...Object.fromEntries(said),
    ...(isFields(own["model_policy"]) ? own["model_policy"] : {}),
  };
  return {
    kind: name === "verify" ? "verify" : "stage",
    ...defined(Object.fromEntries(NODE_FIELDS.map((field) => [field, top[field]]))),
    ...plain,
    ...(Object.keys(model).length === 0 || name === "verify" ? {} : { model_policy: model }),
    ...(Object.keys(checks).length === 0 ? {} : { verify: checks }),
  };
}

function legacyEdges(there: readonly string[]) {
  const has = (name: string) => there.includes(name);
  return [
    ...(has("act") && has("verify") ? [{ from: "act", to: "verify" }] : []),
    ...(has("verify") && has("repair") ? [{ from: "verify", to: "repair", branch: "failed" }] : []),
    ...(has("verify") && has("repair") ? [{ from: "repair", to: "verify", branch: "retry" }] : []),
  ];
}

function defined(fields: Fields): Fields {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value != null));
}

function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
