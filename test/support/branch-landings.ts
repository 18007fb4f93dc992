import type { Landing } from "../../src/core/landing/landing.ts";
import type { LandingReport, LandingSubject, Landings } from "../../src/ports/landings.ts";
import { createSmallLandings } from "../../src/testing/small-landings.ts";

export interface BranchLandings {
  readonly landings: Landings;
  /** The commits of the branch, oldest first. */
  readonly commits: string[];
}

/** One branch in memory, whose commits are named for the trees that landed. */
export function branchLandings(): BranchLandings {
  const commits = ["first"];
  const tip = () => commits.at(-1) ?? null;
  const report = (refusal: LandingReport["refusal"], commit: string | null = null): LandingReport => ({
    strategy: "squash",
    target: { repo: "/repo", branch: "main", ref: "refs/heads/main", tip: tip(), checkout: null },
    commit,
    files: [],
    flagged: [],
    conflicts: [],
    inTheWay: [],
    refusal,
  });
  const compute = ({ head }: LandingSubject): LandingReport => {
    const commit = `has ${head.tree}`;
    if (!commits.includes(commit)) return report(null, commit);
    return report({ code: "nothing-to-land", reason: "main has all of its work already." });
  };
  const landings: Landings = {
    ...createSmallLandings(),
    plan: async (subject, request) => (request.do === "land" ? compute(subject) : report(null, tip())),
    land: async (subject, request, intend) => {
      const planned = request.do === "land" ? compute(subject) : report(null, commits.at(-2) ?? null);
      if (planned.refusal !== null) return planned;
      await intend(intentOf(subject, request.do, tip(), planned.commit));
      if (request.do === "undo") commits.pop();
      else if (planned.commit !== null) commits.push(planned.commit);
      return planned;
    },
    settle: async (_worker, { to, from }) =>
      tip() !== from && to !== null && commits.includes(to)
        ? { landed: true }
        : { landed: false, refusal: { code: "failed", reason: "It broke off; land it again." } },
  };
  return { landings, commits };
}

function intentOf(
  { head, landed }: LandingSubject,
  what: "land" | "undo",
  from: string | null,
  to: string | null,
): Landing {
  const base = { repo: "/repo", target: "refs/heads/main", from, to, head: head.commit, tree: head.tree };
  const undoes = landed.at(-1)?.to;
  if (what === "land" || undoes == null) return { ...base, strategy: "squash" };
  return { ...base, strategy: "undo", undoes };
}
