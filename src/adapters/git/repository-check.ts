import type { ObjectFormat } from "../../core/workspace/object-format.ts";
import type { WorkspaceSpec } from "../../core/workspace/workspace.ts";
import { LegateError } from "../../ports/failure.ts";
import type { Sandbox } from "../../ports/sandbox.ts";
import { type FoundRepository, findRepository } from "./find-repository.ts";
import {
  inspectRepository,
  type Look,
  type RepositoryFacts,
  type WorkTreeState,
} from "./inspect-repository.ts";
import { objectId } from "./object-id.ts";

export type WorktreeSpec = Extract<WorkspaceSpec, { kind: "worktree" }>;

/** A repository in which the asked base was found; from here on a base is an id. */
export interface UsableRepository {
  readonly found: FoundRepository;
  readonly objectFormat: ObjectFormat;
  readonly base: string;
  readonly head?: string;
  readonly partial: boolean;
}

/** One that was just asked. */
export interface InspectedRepository extends UsableRepository {
  /** Comes later than the rest: looking through a work tree takes its time. */
  readonly workTree: Promise<WorkTreeState>;
}

/**
 * The repository and the commit that `spec` asks for. Rejects with `bad-input` for a request that is
 * wrong in itself, and with `repository-unusable` for what the repository lacks; each says what now.
 */
export async function usableRepository(
  sandbox: Sandbox,
  spec: WorktreeSpec,
  look: Look,
  signal?: AbortSignal,
): Promise<InspectedRepository> {
  checkBaseName(spec.base);
  const found = await findRepository(spec.repo);
  if (found.bare && (spec.includeUncommitted || spec.include.length > 0)) {
    throw new LegateError(
      "bad-input",
      `${found.top} is a bare repository: it has no files to include; leave the include options out.`,
    );
  }
  const inspection = inspectRepository(sandbox, found, spec.base, { look, signal });
  const facts = await inspection.facts;
  const base = facts.base;
  if (base === undefined) throw missingBase(spec, found, facts);
  if (spec.includeUncommitted && base !== facts.head) {
    throw new LegateError(
      "bad-input",
      `Uncommitted files belong to HEAD, not to ${spec.base}; leave the base out to include them.`,
    );
  }
  return {
    found,
    objectFormat: facts.objectFormat,
    base: objectId(base, spec.base),
    ...(facts.head === undefined ? {} : { head: facts.head }),
    partial: facts.partial,
    workTree: inspection.workTree,
  };
}

function checkBaseName(base: string): void {
  const shown = JSON.stringify(base);
  if (base === "") throw new LegateError("bad-input", "The base is empty; name a branch, a tag or a commit.");
  if (base.startsWith("-")) {
    throw new LegateError(
      "bad-input",
      `The base ${shown} starts with "-", which git reads as an option; name a branch, a tag or a commit.`,
    );
  }
  if ([...base].some((character) => character < " " || character === "\u007f") || base.length > 1000) {
    throw new LegateError(
      "bad-input",
      `The base ${shown} cannot name a commit; name a branch, a tag or a commit.`,
    );
  }
}

function missingBase(spec: WorktreeSpec, found: FoundRepository, facts: RepositoryFacts): LegateError {
  const details = { repo: found.top, base: spec.base };
  if (!facts.hasCommits) {
    return new LegateError(
      "repository-unusable",
      `${found.top} has no commits yet; make a first one, then try again.`,
      { details },
    );
  }
  if (spec.base === "HEAD") {
    const text = `HEAD of ${found.top} is on a branch without commits; check out one that has some, or name a base.`;
    return new LegateError("repository-unusable", text, { details });
  }
  const text = `${JSON.stringify(spec.base)} names no commit in ${found.top}; see "git branch --all" there, or fetch it first.`;
  return new LegateError("repository-unusable", text, { details });
}
