/** What will run a changed file later, without anybody asking for just that. */
export const RUNS_LATER_KINDS = [
  "workflow",
  "hook",
  "package-script",
  "build-script",
  "editor-task",
  "agent-instruction",
  "git-setting",
  "shell-setting",
  "embedded-repository",
] as const;
export type RunsLaterKind = (typeof RUNS_LATER_KINDS)[number];

/**
 * Whether something will run, or obey, what stands in this file once it is in a repository: a server, git, a
 * package manager, an editor, a shell, another agent. Undefined for the others. Names are compared without case, as some file
 * systems do. A list of names can only be incomplete: what is compiled or imported runs later, too.
 */
export function runsLater(path: string): RunsLaterKind | undefined {
  const name = path.toLowerCase();
  return RUNS_LATER_KINDS.find((kind) => PATTERNS[kind].some((pattern) => pattern.test(name)));
}

/** `at("x")`: a file or folder of that name at any depth; `top("x")`: only at the top. */
const at = (names: string) => new RegExp(`(?:^|/)(?:${names})(?:/|$)`);
const top = (names: string) => new RegExp(`^(?:${names})(?:/|$)`);

const GIT_HOOKS =
  "(?:applypatch-msg|commit-msg|fsmonitor-watchman|post-(?:applypatch|checkout|commit|index-change|merge|receive|rewrite|update)|pre-(?:applypatch|auto-gc|commit|merge-commit|push|rebase|receive)|prepare-commit-msg|proc-receive|push-to-checkout|reference-transaction|sendemail-validate|update)";

const PATTERNS: Readonly<Record<RunsLaterKind, readonly RegExp[]>> = {
  workflow: [
    top("\\.(?:github|gitea|forgejo)/(?:workflows|actions)|\\.circleci|\\.buildkite|\\.woodpecker|\\.tekton"),
    at(
      "action\\.ya?ml|jenkinsfile|\\.gitlab-ci\\.ya?ml|azure-pipelines[^/]*\\.ya?ml|bitbucket-pipelines\\.yml",
    ),
    at(
      "\\.travis\\.ya?ml|\\.drone\\.ya?ml|\\.woodpecker\\.ya?ml|\\.cirrus\\.ya?ml|appveyor\\.ya?ml|cloudbuild\\.ya?ml",
    ),
  ],
  hook: [
    at(`\\.husky|\\.githooks|\\.git-hooks|lefthook(?:-local)?\\.(?:ya?ml|json|toml)|\\.lefthook[^/]*`),
    at(
      "\\.pre-commit-config\\.ya?ml|\\.pre-commit-hooks\\.ya?ml|\\.lintstagedrc[^/]*|lint-staged\\.config\\.[^/]*|\\.overcommit\\.yml",
    ),
    at(`hooks/${GIT_HOOKS}`),
  ],
  "package-script": [
    at(
      "package\\.json|composer\\.json|deno\\.jsonc?|\\.npmrc|\\.yarnrc(?:\\.yml)?|\\.yarn|\\.pnpmfile\\.c?js|pnpm-workspace\\.yaml|bunfig\\.toml|binding\\.gyp",
    ),
    at(
      "pyproject\\.toml|setup\\.(?:py|cfg)|pip\\.conf|gemfile|[^/]+\\.gemspec|package-lock\\.json|npm-shrinkwrap\\.json|yarn\\.lock|pnpm-lock\\.yaml|bun\\.lockb?",
    ),
  ],
  "build-script": [
    at(
      "(?:gnu)?makefile|[^/]+\\.mk|cmakelists\\.txt|justfile|\\.justfile|taskfile\\.ya?ml|rakefile|build\\.rs|cargo\\.toml|\\.cargo|build\\.xml|pom\\.xml|\\.mvn",
    ),
    at(
      "[^/]+\\.gradle(?:\\.kts)?|gradlew(?:\\.bat)?|mvnw(?:\\.cmd)?|gradle-wrapper\\.properties|meson\\.build|sconstruct|build\\.bazel|workspace\\.bazel|module\\.bazel|\\.bazelrc|flake\\.nix|shell\\.nix|default\\.nix",
    ),
    at(
      "dockerfile[^/]*|[^/]+\\.dockerfile|containerfile[^/]*|(?:docker-)?compose[^/]*\\.ya?ml|vagrantfile|procfile|tiltfile|skaffold\\.yaml",
    ),
    at(
      "conftest\\.py|sitecustomize\\.py|usercustomize\\.py|noxfile\\.py|tox\\.ini|[^/]+\\.pth|dangerfile[^/]*|(?:[^/]+\\.)?(?:vite|vitest|jest|webpack|rollup|babel|eslint|prettier|postcss|tailwind|next|nuxt|svelte|astro|playwright|metro)\\.config\\.[^/]+|\\.(?:eslintrc|prettierrc|babelrc)[^/]*|gulpfile[^/]*|gruntfile[^/]*",
    ),
  ],
  "editor-task": [
    at(
      "\\.vscode|\\.idea|\\.zed|\\.devcontainer|\\.devcontainer\\.json|\\.fleet|\\.nvim|\\.nvim\\.lua|\\.n?vimrc|\\.exrc|\\.dir-locals(?:-2)?\\.el|[^/]+\\.code-workspace|[^/]+\\.sublime-project|\\.vs",
    ),
  ],
  "agent-instruction": [
    at(
      "agents(?:\\.override)?\\.md|claude(?:\\.local)?\\.md|gemini\\.md|skill\\.md|copilot-instructions\\.md|\\.mcp\\.json|mcp\\.json|\\.cursorrules|\\.windsurfrules|\\.clinerules[^/]*|\\.aider[^/]*|\\.goosehints",
    ),
    at(
      "\\.(?:claude|codex|cursor|windsurf|gemini|opencode|agents|legate|pi|xum|kiro|continue|roo|amazonq|junie)",
    ),
    top("\\.github/(?:instructions|prompts|agents|chatmodes|copilot-instructions\\.md)"),
  ],
  "git-setting": [at("\\.gitattributes|\\.gitmodules|\\.gitconfig|\\.lfsconfig")],
  "shell-setting": [
    at(
      "\\.envrc|\\.env(?:\\.[^/]*)?|\\.(?:bash|zsh|k)[a-z]*rc|\\.(?:bash_|z)?(?:profile|login|logout)|\\.zshenv|\\.inputrc|mise\\.toml|\\.mise[^/]*|\\.tool-versions|\\.autoenv[^/]*",
    ),
  ],
  // What makes a folder a repository of its own, whose settings git obeys for whoever enters it.
  "embedded-repository": [/(?:^|\/)head$/, /(?:^|\/)commondir$/, /(?:^|\/)config\.worktree$/],
};
