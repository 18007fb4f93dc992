import { chmodSync, mkdirSync, rmSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { commitAll, git, writeFiles } from "../../test/adapters/git/support/ground.ts";

/** The files that every checkout starts with. */
export const BASE_FILES: Readonly<Record<string, string>> = {
  "README.md": "hello\n",
  "src/a.txt": "a\n",
  "src/b.txt": "b\n",
  ".gitignore": "build/\n*.log\n",
};

/** How a worker can leave its checkout: each has something that a careless clean-up would destroy. */
export const DIRTY_STATES = {
  uncommitted: (root) => {
    writeFiles(root, { "README.md": "changed\n" });
    rmSync(join(root, "src/b.txt"));
  },
  untracked: (root) => writeFiles(root, { "new/file.txt": "new\n", "a name\nwith a break": "odd\n" }),
  ignored: (root) => writeFiles(root, { "build/out.js": "out\n", "src/debug.log": "log\n" }),
  "staged only": (root) => {
    writeFiles(root, { "README.md": "staged\n", "only.txt": "staged\n" });
    git(root, "add", "-A");
    writeFiles(root, { "README.md": "hello\n" });
    rmSync(join(root, "only.txt"));
  },
  stash: (root) => {
    writeFiles(root, { "README.md": "stashed\n", "untracked.txt": "stashed\n" });
    git(root, "stash", "-q", "--include-untracked");
    writeFiles(root, { "src/a.txt": "again\n" });
    git(root, "stash", "-q");
  },
  "mid-rebase": (root) => {
    divergingBranches(root);
    refused(root, "rebase", "-q", "theirs");
  },
  "mid-merge": (root) => {
    divergingBranches(root);
    refused(root, "merge", "-q", "theirs");
  },
  "detached commits": (root) => {
    writeFiles(root, { "README.md": "one\n" });
    commitAll(root, "one");
    git(root, "checkout", "-q", "HEAD~1");
  },
  "commits on other branches": (root) => {
    const base = git(root, "rev-parse", "HEAD");
    git(root, "checkout", "-q", "-b", "mine");
    writeFiles(root, { "README.md": "mine\n" });
    commitAll(root, "mine");
    git(root, "tag", "-a", "v1", "-m", "a tag");
    git(root, "checkout", "-q", "--detach", base);
  },
  renamed: (root) => git(root, "mv", "src/a.txt", "moved.txt"),
  "mode and symlink changes": (root) => {
    chmodSync(join(root, "README.md"), 0o755);
    rmSync(join(root, "src/a.txt"));
    symlinkSync("b.txt", join(root, "src/a.txt"));
    symlinkSync("/nowhere", join(root, "dangling"));
  },
  "nested repositories": (root) => {
    for (const path of ["inner", "deep/inner"]) {
      const nested = join(root, path);
      mkdirSync(nested, { recursive: true });
      git(nested, "init", "-q", "-b", "main");
      as(nested);
      writeFiles(nested, { "inner.txt": "kept\n", ".gitignore": "*.tmp\n" });
      commitAll(nested, "inner");
      writeFiles(nested, { "inner.txt": "changed\n", "new.txt": "new\n" });
      git(nested, "stash", "-q");
      writeFiles(nested, { "inner.txt": "changed again\n" });
    }
  },
} as const satisfies Readonly<Record<string, (root: string) => unknown>>;

export type DirtyState = keyof typeof DIRTY_STATES;

function divergingBranches(root: string): void {
  git(root, "checkout", "-q", "-b", "theirs");
  writeFiles(root, { "README.md": "theirs\n" });
  commitAll(root, "theirs");
  git(root, "checkout", "-q", "-b", "ours", "HEAD~1");
  writeFiles(root, { "README.md": "ours\n" });
  commitAll(root, "ours");
}

/** A command that must stop at a conflict. */
function refused(root: string, ...args: string[]): void {
  try {
    git(root, ...args);
  } catch {
    return;
  }
  throw new Error(`git ${args.join(" ")} met no conflict`);
}

function as(repo: string): void {
  git(repo, "config", "user.name", "Worker");
  git(repo, "config", "user.email", "worker@example.org");
}
