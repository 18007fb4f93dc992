import { expect, test } from "vitest";
import { runsLater } from "../../../src/core/landing/runs-later.ts";

test.each([
  [".github/workflows/test.yml", "workflow"],
  [".GitHub/Workflows/x.yaml", "workflow"],
  ["tools/setup/action.yml", "workflow"],
  [".gitlab-ci.yml", "workflow"],
  [".husky/pre-commit", "hook"],
  ["sub/hooks/post-checkout", "hook"],
  ["lefthook.yml", "hook"],
  ["packages/a/package.json", "package-script"],
  ["pnpm-lock.yaml", "package-script"],
  ["pyproject.toml", "package-script"],
  ["Makefile", "build-script"],
  ["crates/x/build.rs", "build-script"],
  ["vitest.config.ts", "build-script"],
  ["deploy/Dockerfile.prod", "build-script"],
  [".vscode/tasks.json", "editor-task"],
  [".devcontainer/devcontainer.json", "editor-task"],
  ["AGENTS.md", "agent-instruction"],
  ["docs/CLAUDE.md", "agent-instruction"],
  [".claude/agents/x.md", "agent-instruction"],
  [".legate/config.yaml", "agent-instruction"],
  [".gitattributes", "git-setting"],
  ["sub/.gitmodules", "git-setting"],
  [".envrc", "shell-setting"],
  ["fixtures/repo/HEAD", "embedded-repository"],
] as const)("%s is a %s", (path, kind) => {
  expect(runsLater(path)).toBe(kind);
});

test.each([
  "src/index.ts",
  "README.md",
  "src/hooks/use-update.ts",
  "src/hooks/update.ts",
  "docs/github/workflows.md",
  "src/headings.ts",
  "build/output.js",
  "test/fixtures/a.json",
])("%s is read by people, or run by what says so", (path) => {
  expect(runsLater(path)).toBeUndefined();
});
