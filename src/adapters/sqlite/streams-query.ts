import type { SQLInputValue } from "node:sqlite";
import type { StreamFilter } from "../../ports/store.ts";

const HEAD = `s.id, s.worker, s.name, s.parent, s.root, s.model, s.seq, s.epoch, s.driver, s.wake_at, s.created_at, s.updated_at,
  (SELECT count(*) FROM inbox AS i WHERE i.stream = s.id AND i.consumed_seq IS NULL) AS pending`;
const VIEW = "s.status, s.view_version, s.view_seq, s.view";

/** Streams with all that there is to say of them; a condition is to follow. */
export const STREAM = `SELECT ${HEAD}, ${VIEW} FROM streams AS s`;

export interface StreamsQuery {
  /** Depends on which filters are given and on how many statuses, never on what they hold. */
  readonly sql: string;
  readonly values: readonly SQLInputValue[];
}

interface Condition {
  readonly column: string;
  readonly test: string;
  readonly values: readonly SQLInputValue[];
}

/**
 * The query for a filter. First the ids of the wanted page, then what is to be shown of each: so
 * nothing is read, counted or sorted of a stream that is not on the page.
 *
 * @param birth the id of the stream `filter.after`
 */
export function streamsQuery(filter: StreamFilter, birth?: number): StreamsQuery {
  const direction = filter.order === "newest" ? "DESC" : "ASC";
  const branches = branchesOf(filter, birth);
  const ids = branches.map((conditions) => `SELECT s.id FROM streams AS s${whereOf(conditions)}`);
  const page = `${ids.join(" UNION ALL ")} ORDER BY 1 ${direction} LIMIT ?`;
  const shown = filter.withView === false ? HEAD : `${HEAD}, ${VIEW}`;
  return {
    sql: `SELECT ${shown} FROM streams AS s WHERE s.id IN (${page}) ORDER BY s.id ${direction}`,
    values: [...branches.flat().flatMap(({ values }) => values), filter.limit ?? -1],
  };
}

/** How many streams a filter fits: none of them is read beyond what the filter asks of it. */
export function countQuery(filter: StreamFilter): StreamsQuery {
  const branches = branchesOf(filter, undefined);
  const ids = branches.map((conditions) => `SELECT s.id FROM streams AS s${whereOf(conditions)}`);
  return {
    sql: `SELECT count(*) AS n FROM (${ids.join(" UNION ALL ")})`,
    values: branches.flat().flatMap(({ values }) => values),
  };
}

/**
 * The most telling filter finds the streams by its index; a `+` keeps SQLite from trying another's.
 * Several statuses are several searches, each of them in the order of birth, which SQLite merges.
 */
function branchesOf(filter: StreamFilter, birth: number | undefined): readonly (readonly Condition[])[] {
  const [leader, ...others] = tellingFirst(filter);
  const checks = [
    ...others.map((condition) => ({ ...condition, column: `+${condition.column}` })),
    ...alongside(filter, birth),
  ];
  if (leader === undefined) return [checks];
  if (leader.column !== "s.status" || leader.values.length === 0) return [[leader, ...checks]];
  return [...new Set(leader.values)].map((status) => [
    { ...leader, test: "= ?", values: [status] },
    ...checks,
  ]);
}

function tellingFirst(filter: StreamFilter): readonly Condition[] {
  const { workers, idempotencyKey, idPrefix, name, parent, root, dueBefore, pendingInbox, held, statuses } =
    filter;
  const conditions: Condition[] = [];
  const add = (column: string, test: string, ...values: SQLInputValue[]) =>
    conditions.push({ column, test, values });
  if (workers !== undefined) add("s.worker", "IN (SELECT value FROM json_each(?))", JSON.stringify(workers));
  if (idempotencyKey !== undefined) add("s.idempotency_key", "= ?", idempotencyKey);
  // Ids are ASCII: everything that starts with the prefix sorts from it up to the highest character after it.
  if (idPrefix !== undefined) add("s.worker", "BETWEEN ? AND ?", idPrefix, `${idPrefix}\u{10ffff}`);
  if (name !== undefined) add("s.name", "= ?", name);
  if (parent !== undefined) add("s.parent", "= ?", parent);
  if (root !== undefined) add("s.id", `IN (${TREE})`, root, root);
  if (dueBefore !== undefined) add("s.id", `IN (${DUE})`, dueBefore);
  if (pendingInbox) add("s.id", `IN (${ADDRESSED})`);
  if (held) add("s.id", `IN (${HELD})`);
  if (statuses !== undefined) add("s.status", `IN (${statuses.map(() => "?").join(", ")})`, ...statuses);
  return conditions;
}

const TREE =
  "SELECT id FROM streams WHERE root = ? UNION ALL SELECT id FROM streams WHERE worker = ? AND root IS NULL";
const HELD = "SELECT id FROM streams WHERE driver IS NOT NULL";
const DUE = "SELECT id FROM streams WHERE wake_at <= ?";
const ADDRESSED = "SELECT stream FROM inbox WHERE consumed_seq IS NULL";

function alongside(filter: StreamFilter, birth: number | undefined): readonly Condition[] {
  const { free, order, notRoots = [], notModels = [] } = filter;
  const none = (column: string, names: readonly string[]): readonly Condition[] =>
    names.length === 0
      ? []
      : [{ column, test: "NOT IN (SELECT value FROM json_each(?))", values: [JSON.stringify(names)] }];
  return [
    ...none("coalesce(s.root, s.worker)", notRoots),
    ...none("coalesce(s.model, '')", notModels),
    ...(free ? [{ column: "s.driver", test: "IS NULL", values: [] }] : []),
    ...(birth === undefined
      ? []
      : [{ column: "s.id", test: order === "newest" ? "< ?" : "> ?", values: [birth] }]),
  ];
}

function whereOf(conditions: readonly Condition[]): string {
  return conditions.length === 0
    ? ""
    : ` WHERE ${conditions.map(({ column, test }) => `${column} ${test}`).join(" AND ")}`;
}
