/** Whose yes it takes, and how many of them. Names are compared as they are given with an answer. */
export interface Approvers {
  /** How many different people must say yes. */
  readonly needed: number;
  readonly from: "any" | readonly string[];
  /** Others who may answer, too, once a question has been open for so long. */
  readonly escalation?: { readonly afterMs: number; readonly to: readonly string[] };
}

/** A policy of some ancestor that says who answers; those that say nothing are content with anybody. */
export interface WithApprovers {
  readonly approvers?: Approvers;
}

/** What was said about a question so far. */
export interface Answers {
  /** Who said yes. */
  readonly yes: readonly string[];
  /** Who was asked later, because nobody answered. */
  readonly escalatedTo: readonly string[];
}

/** May this person answer at all? Each ancestor's list is looked at by itself; one that knows them is enough. */
export function mayAnswer(chain: readonly WithApprovers[], by: string, answers: Answers): boolean {
  const lists = listsOf(chain);
  return lists.length === 0 || lists.some((list) => counts(list, by, answers));
}

/**
 * How many more people must say yes: as many as the most demanding ancestor lacks, so that each of them has
 * what it asked for. One person counts once.
 */
export function yesLacking(chain: readonly WithApprovers[], answers: Answers): number {
  const said = [...new Set(answers.yes)];
  const lists = listsOf(chain);
  if (lists.length === 0) return said.length > 0 ? 0 : 1;
  const lacking = (list: Approvers) => list.needed - said.filter((by) => counts(list, by, answers)).length;
  return Math.max(0, ...lists.map(lacking));
}

/** Who is asked now: the names of all lists, in order, or anybody. */
export function askedNow(
  chain: readonly WithApprovers[],
  { escalatedTo }: Answers,
): "any" | readonly string[] {
  const lists = listsOf(chain);
  if (lists.length === 0 || lists.some(({ from }) => from === "any")) return "any";
  return [...new Set([...lists.flatMap(({ from }) => from), ...escalatedTo])];
}

function listsOf(chain: readonly WithApprovers[]): readonly Approvers[] {
  return chain.flatMap(({ approvers }) => approvers ?? []);
}

function counts({ from, escalation }: Approvers, by: string, { escalatedTo }: Answers): boolean {
  if (from === "any" || from.includes(by)) return true;
  return escalation?.to.includes(by) === true && escalatedTo.includes(by);
}
