/**
 * Whether a command runs tests, by its words alone: the runners that are known here, and scripts that are
 * called `test`. One that only says what it would do (`--help`, `--list`) runs none.
 */
export function isTestCommand(argv: readonly string[]): boolean {
  const [program = "", ...words] = withoutStarter(argv);
  if (words.some((word) => RUNS_NOTHING.has(word))) return false;
  const name = program.slice(program.lastIndexOf("/") + 1);
  if (RUNNERS.has(name)) return true;
  const script = words[0] === "run" ? words[1] : words[0];
  return SCRIPTS[name]?.test(script ?? "") ?? hasFlag(name, words);
}

/** `npx vitest` and the like start what follows. */
function withoutStarter(argv: readonly string[]): readonly string[] {
  const [first = "", second = ""] = argv;
  if (first === "npx" || first === "bunx") return argv.slice(1);
  return (first === "pnpm" || first === "yarn" || first === "npm") && second === "exec"
    ? argv.slice(2)
    : argv;
}

/** `node --test`, `python -m pytest`. */
function hasFlag(name: string, words: readonly string[]): boolean {
  if (name === "node") return words.includes("--test");
  if (!/^python3?$/.test(name)) return false;
  return words[0] === "-m" && (words[1] === "pytest" || words[1] === "unittest");
}

const RUNNERS: ReadonlySet<string> = new Set(
  "vitest jest mocha ava tap pytest py.test tox nox rspec phpunit ctest bats".split(" "),
);

const TEST_SCRIPT = /^test(?::.+)?$/;

/** By program: what its first word must be. */
const SCRIPTS: Readonly<Record<string, RegExp>> = {
  npm: /^(?:test(?::.+)?|t|tst)$/,
  pnpm: TEST_SCRIPT,
  yarn: TEST_SCRIPT,
  bun: TEST_SCRIPT,
  deno: /^test$/,
  cargo: /^(?:test|nextest)$/,
  go: /^test$/,
  dotnet: /^test$/,
  swift: /^test$/,
  mix: /^test$/,
  mvn: /^(?:test|verify)$/,
  gradle: /^(?:test|check)$/,
  gradlew: /^(?:test|check)$/,
  make: /^(?:test|check)$/,
  rake: /^(?:test|spec)$/,
};

const RUNS_NOTHING: ReadonlySet<string> = new Set(
  "--help --version --list --listTests --collect-only --co --no-run --dry-run --passWithNoTests".split(" "),
);
