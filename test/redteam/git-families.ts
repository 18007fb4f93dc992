import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { git, writeFiles } from "../adapters/git/support/ground.ts";

/** A checkout that its worker has turned against whoever runs git in it, and the file that proves it. */
export interface Trap {
  readonly root: string;
  readonly proof: string;
}

/** One way in which a directory that a worker wrote can make git run a program on the host. */
export interface GitFamily {
  readonly name: string;
  readonly plant: (trap: Trap) => void;
  /** What a careless host would run there: it must spring the trap. */
  readonly careless: (trap: Trap) => void;
}

const touching = ({ proof }: Trap, then = "true") => `touch ${proof}; ${then}`;
const script = (trap: Trap, then?: string) => `#!/bin/sh\n${touching(trap, then)}\n`;

function executable(file: string, text: string): void {
  writeFileSync(file, text);
  chmodSync(file, 0o755);
}

/** A git that fails after the trap has sprung is as good as one that does not. */
function anyway(run: () => unknown): void {
  try {
    run();
  } catch {
    // the proof, not the exit code, is what counts
  }
}

const status = ({ root }: Trap) => anyway(() => git(root, "status"));
const diff = ({ root }: Trap) => anyway(() => git(root, "-c", "core.pager=cat", "diff", "HEAD"));
const add = ({ root }: Trap) => anyway(() => git(root, "add", "-A"));
const commit = ({ root }: Trap) =>
  anyway(() =>
    git(root, "-c", "user.name=a", "-c", "user.email=a@b", "commit", "-qam", "x", "--allow-empty"),
  );

export const GIT_FAMILIES: readonly GitFamily[] = [
  {
    name: "a file system monitor",
    plant: (trap) => git(trap.root, "config", "core.fsmonitor", touching(trap, "false")),
    careless: status,
  },
  {
    name: "an external diff program",
    plant: (trap) => git(trap.root, "config", "diff.external", touching(trap)),
    careless: diff,
  },
  {
    name: "a text conversion named in info/attributes",
    plant: (trap) => {
      git(trap.root, "config", "diff.evil.textconv", touching(trap, "cat"));
      mkdirSync(join(trap.root, ".git/info"), { recursive: true });
      writeFileSync(join(trap.root, ".git/info/attributes"), "* diff=evil\n");
    },
    careless: diff,
  },
  {
    name: "a clean filter that points into the tree",
    plant: (trap) => {
      executable(join(trap.root, "clean.sh"), script(trap, "cat"));
      git(trap.root, "config", "filter.evil.clean", "./clean.sh");
      writeFiles(trap.root, { ".gitattributes": "*.txt filter=evil\n" });
    },
    careless: add,
  },
  {
    name: "a smudge filter",
    plant: (trap) => {
      git(trap.root, "config", "filter.evil.smudge", touching(trap, "cat"));
      git(trap.root, "config", "filter.evil.clean", "cat");
      writeFiles(trap.root, { ".gitattributes": "*.txt filter=evil\n" });
    },
    careless: ({ root }) => {
      rmSync(join(root, "src/a.txt"));
      anyway(() => git(root, "checkout", "--", "src/a.txt"));
    },
  },
  {
    name: "a filter process that talks the long-running protocol",
    plant: (trap) => {
      git(trap.root, "config", "filter.evil.process", touching(trap, "false"));
      writeFiles(trap.root, { ".gitattributes": "*.txt filter=evil\n" });
    },
    careless: add,
  },
  {
    name: "a hook in the repository",
    plant: (trap) => {
      mkdirSync(join(trap.root, ".git/hooks"), { recursive: true });
      for (const hook of ["pre-commit", "post-commit", "reference-transaction", "post-index-change"])
        executable(join(trap.root, ".git/hooks", hook), script(trap));
    },
    careless: commit,
  },
  {
    name: "hooks in a relative folder of the tree",
    plant: (trap) => {
      mkdirSync(join(trap.root, ".husky"));
      for (const hook of ["pre-commit", "post-checkout", "reference-transaction"])
        executable(join(trap.root, ".husky", hook), script(trap));
      git(trap.root, "config", "core.hooksPath", ".husky");
    },
    careless: commit,
  },
  {
    name: "a signing program",
    plant: (trap) => {
      executable(join(trap.root, "gpg.sh"), script(trap, "exit 1"));
      git(trap.root, "config", "gpg.program", join(trap.root, "gpg.sh"));
      git(trap.root, "config", "commit.gpgSign", "true");
    },
    careless: commit,
  },
  {
    name: "an ssh command, a credential helper and a remote helper",
    plant: (trap) => {
      git(trap.root, "config", "core.sshCommand", touching(trap, "false"));
      git(trap.root, "config", "credential.helper", `!${touching(trap)}`);
      git(trap.root, "config", "protocol.ext.allow", "always");
      git(trap.root, "config", "remote.origin.url", `ext::sh -c touch% ${trap.proof}`);
    },
    careless: ({ root }) => {
      const env = { PATH: process.env["PATH"] ?? "", HOME: "/nonexistent" };
      anyway(() => execFileSync("git", ["fetch", "origin"], { cwd: root, env, stdio: "ignore" }));
    },
  },
  {
    name: "a pointer in place of .git, to a repository of the worker's own making",
    plant: (trap) => {
      renameSync(join(trap.root, ".git"), join(trap.root, "elsewhere"));
      git(trap.root, "--git-dir=elsewhere", "config", "core.fsmonitor", touching(trap, "false"));
      writeFileSync(join(trap.root, ".git"), "gitdir: elsewhere\n");
    },
    careless: status,
  },
  {
    name: "configuration for one worktree, and a common directory elsewhere",
    plant: (trap) => {
      git(trap.root, "config", "extensions.worktreeConfig", "true");
      writeFileSync(
        join(trap.root, ".git/config.worktree"),
        `[core]\n\tfsmonitor = "${touching(trap, "false")}"\n`,
      );
    },
    careless: status,
  },
  {
    name: "a repository inside the tree, staged as a link",
    plant: (trap) => {
      const inner = join(trap.root, "nested");
      mkdirSync(inner);
      git(inner, "init", "-q");
      git(inner, "-c", "user.name=a", "-c", "user.email=a@b", "commit", "-q", "--allow-empty", "-m", "x");
      git(trap.root, "-c", "advice.addEmbeddedRepo=false", "add", "nested");
      git(inner, "config", "core.fsmonitor", touching(trap, "false"));
    },
    careless: status,
  },
  {
    name: "a bare repository inside the tree",
    plant: (trap) => {
      const inner = join(trap.root, "sub");
      mkdirSync(inner);
      git(inner, "init", "-q", "--bare", ".");
      const config = join(inner, "config");
      const bare = readFileSync(config, "utf8").replace("bare = true", "bare = false\n\tworktree = ..");
      writeFileSync(config, `${bare}\n[core]\n\tfsmonitor = "${touching(trap, "false")}"\n`);
    },
    careless: ({ root }) => anyway(() => git(join(root, "sub"), "status")),
  },
  {
    name: "an alias and a pager",
    plant: (trap) => {
      git(trap.root, "config", "alias.st", `!${touching(trap)}`);
      git(trap.root, "config", "core.pager", touching(trap));
      git(trap.root, "config", "core.editor", touching(trap));
    },
    careless: ({ root }) => anyway(() => git(root, "st")),
  },
];
