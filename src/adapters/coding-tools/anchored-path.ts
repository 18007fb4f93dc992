import { canonicalNames } from "./path-names.ts";
import { enterAnchor, enterBelow, linkTarget, type Step } from "./path-step.ts";
import { type Place, shownPath } from "./place.ts";
import { ToolProblem } from "./tool-problem.ts";

/**
 * Reaches a path of a workspace without ever letting the kernel follow a link or `..` in it.
 *
 * A1. Every component is opened by itself, below the handle of its parent, as O_PATH|O_NOFOLLOW:
 *     a directory swapped for a link between two steps is seen as the link it then is.
 * A2. O_PATH has no side effects: a FIFO does not block, a device is not touched.
 * A3. A link is resolved by this walk: its target's names replace it and the walk starts again at
 *     the root, at most MAX_RESTARTS times. Nothing outside an anchor can be reached that way.
 * A4. What is mounted inside the root is entered at its source, read-only if the mount is.
 * A5. No component may look like `.git`, be it named, reached through a link, or missing.
 *
 * `links: "refuse"` is for acting on a path that was made canonical before: a link met then means
 * that the tree has changed since. Throws a `ToolProblem` that says what is wrong.
 */
export async function walk(place: Place, path: string, links: "follow" | "refuse"): Promise<Reached> {
  let names = canonicalNames(place, path);
  for (let restarts = 0; restarts <= MAX_RESTARTS; restarts++) {
    const outcome = await descend(place, names, links);
    if (outcome instanceof Reached) return outcome;
    names = canonicalNames(place, outcome);
  }
  throw new ToolProblem(`${path}: too many symbolic links or ".." on the way.`);
}

const MAX_RESTARTS = 40;

/** The end of a walk: an object that is there, or the last directory on the way to one that is not. */
export class Reached implements AsyncDisposable {
  /** Canonical absolute path, as it appears in the workspace. */
  readonly path: string;
  /** The deepest thing that exists. */
  readonly step: Step;
  /** Names below `step` that do not exist; empty when the object itself does. */
  readonly missing: readonly string[];

  constructor(path: string, step: Step, missing: readonly string[]) {
    this.path = path;
    this.step = step;
    this.missing = missing;
  }

  get exists(): boolean {
    return this.missing.length === 0;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.step.handle.close();
  }
}

/** Goes down `names` until the end; a path to start again with when a link or `..` is on the way. */
async function descend(
  place: Place,
  names: readonly string[],
  links: "follow" | "refuse",
): Promise<Reached | string> {
  let here = await enterAnchor(place, place.root);
  let kept = false;
  try {
    for (const [index, name] of names.entries()) {
      if (name === "..") return aboveParent(place, names, index);
      const next = await enterBelow(place, here, name);
      if (next === undefined) {
        const end = absent(place, here, names.slice(index));
        kept = true;
        return end;
      }
      if (next === "link") return await followed(place, here, names, index, links);
      await here.handle.close();
      here = next;
    }
    kept = true;
    return new Reached(here.path, here, []);
  } finally {
    if (!kept) await here.handle.close();
  }
}

/** What came before `..` was walked and is no link, so leaving its last name out is its parent. */
function aboveParent(place: Place, names: readonly string[], index: number): string {
  if (index === 0) throw new ToolProblem(`The path leads out of the workspace ${place.root}.`);
  return [...names.slice(0, index - 1), ...names.slice(index + 1)].join("/");
}

function absent(place: Place, here: Step, missing: readonly string[]): Reached {
  if (missing.includes("..")) {
    throw new ToolProblem(`${shownPath(place, here.path)}/${missing[0]} does not exist.`);
  }
  return new Reached(`${here.path}/${missing.join("/")}`, here, missing);
}

async function followed(
  place: Place,
  here: Step,
  names: readonly string[],
  index: number,
  links: "follow" | "refuse",
): Promise<string> {
  const shown = shownPath(place, `${here.path}/${names[index]}`);
  if (links === "refuse") {
    throw new ToolProblem(`${shown} became a symbolic link after this call was checked; try again.`);
  }
  const target = await linkTarget(here, names[index] ?? "");
  const rest = names.slice(index + 1);
  if (!target.startsWith("/")) return [...names.slice(0, index), target, ...rest].join("/");
  if (target === place.root || target.startsWith(`${place.root}/`)) return [target, ...rest].join("/");
  throw new ToolProblem(`${shown} is a symbolic link that leads out of the workspace.`);
}
