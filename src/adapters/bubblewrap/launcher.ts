/** The one descriptor, besides 0, 1 and 2, that reaches the inside; the launcher closes it. */
export const GATE_DESCRIPTOR = 7;

/** What the launcher says when it runs: the command is confined and waits. */
const READY_BYTE = ".";
/** What it must be told to go on. */
export const GO_LINE = "go\n";

const LAUNCHER = [
  `printf ${READY_BYTE} >&${GATE_DESCRIPTOR}`,
  `read -r word <&${GATE_DESCRIPTOR} || exit 125`,
  "unset word PWD",
  'exec "$@" 3<&- 4<&- 5<&- 6<&- 7<&- 8<&- 9<&-',
];

/**
 * The first thing that runs inside, before the command. By then every "die with my parent" is armed;
 * it starts the command only when the driver answers, so a driver that was killed while the sandbox
 * was being built leaves nothing running. A command that cannot be found ends with 127, as in shells.
 *
 * `first` are lines of shell to be run before the launcher says that it is ready: those that limit it and,
 * by inheritance, the command. `mark` is to be seen in the command line of what builds the sandbox.
 */
export function launch(argv: readonly string[], first: readonly string[], mark: string): string[] {
  return ["/bin/sh", "-c", [`: ${mark}`, ...first, ...LAUNCHER].join("\n"), "legate", ...argv];
}
