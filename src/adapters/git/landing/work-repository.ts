import { isFailure, LegateError } from "../../../ports/failure.ts";
import { type FoundRepository, findRepository } from "../find-repository.ts";

/** The repository that work is for. One that the caller named is theirs to mend; the worker's own may have moved. */
export function workRepository(repo: string, isNamed: boolean): Promise<FoundRepository> {
  return findRepository(repo).catch((cause: unknown) => {
    if (isNamed || !isFailure(cause)) throw cause;
    const message = `The repository is not at ${repo} any more. Put it back, or land it where it is now: --into PATH. \`legate diff\` prints the work all the same.`;
    throw new LegateError("repository-unusable", message, { cause, details: { repo } });
  });
}
