const CONFIG = `# What this repository suggests to every Legate worker in it. It can narrow what the user's own
# configuration (~/.config/legate/config.yaml) allows, never widen it; providers belong there.

# The model for workers that name none, as provider/model:
# model: openai/gpt-5.2

# read-only or edit; wider ones only when the user's own configuration allows them:
# preset: edit

# Never more than the user's own:
# limits:
#   maxTurns: 30

# Ignored folders that commands need, shown read-only in every checkout:
# include: [node_modules]
`;

const WORKER = `# A worker: legate run --file .legate/example-worker.yaml
version: 1
name: look-around
task: |
  Read this repository and say in ten lines what it does, how it is tested,
  and which file a newcomer should open first.

# An isolated checkout of the repository (paths are relative to this file):
workspace:
  kind: worktree
  repo: ..
  base: HEAD

# read-only looks; edit changes files; build also runs sandboxed commands; network reaches out.
preset: read-only
limits:
  maxTurns: 20
`;

const ROLE = `---
name: reviewer
description: Reads a change and says what is wrong with it
tools: Read, Grep, Glob, LS
permissionMode: plan
maxTurns: 20
---
You review code. Read before you judge, and say for each finding which file and line it is about, why it
matters and what to do instead. Say so when you find nothing.
`;

/** What \`legate init\` writes, by path below the top of the repository. */
export const STARTER_FILES: Readonly<Record<string, string>> = {
  ".legate/config.yaml": CONFIG,
  ".legate/example-worker.yaml": WORKER,
  ".legate/agents/reviewer.md": ROLE,
};
