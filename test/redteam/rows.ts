/** One attack, what must hold against it, and the tests that show it. */
export interface RedTeamRow {
  readonly row: number;
  readonly attack: string;
  /** Every one of them must pass. A title as it stands in the source, `%s` and `$name` included. */
  readonly tests: readonly NamedTest[];
  /** Tests in which the same attack is seen to succeed without the defence. */
  readonly controls: readonly NamedTest[];
  /** Whose command it is, where that matters: tests make it themselves, or are run once more as another user. */
  readonly as: "root and a user" | "whoever tests" | "anybody";
  /** What of it nothing here shows. */
  readonly open?: string;
}

export interface NamedTest {
  readonly file: string;
  readonly title: string;
}

const named =
  (file: string) =>
  (...titles: readonly string[]): readonly NamedTest[] =>
    titles.map((title) => ({ file: `test/${file}.test.ts`, title }));

const sandbox = named("adapters/bubblewrap/attacks");
const SANDBOX = sandbox("%s");
const SANDBOX_CONTROL = sandbox("every attack was seen to work without the sandbox, by root at least");
const tree = named("adapters/bubblewrap/process-tree");
const paths = named("adapters/coding-tools/paths");
const reading = named("adapters/coding-tools/reading");
const writing = named("adapters/coding-tools/write-and-edit");
const SWAPPED = [
  ...named("adapters/coding-tools/path-race")(
    "a directory swapped for a link while file tools work leads them out never, and realpath-then-open sometimes",
  ),
  ...named("adapters/coding-tools/nested-workers")(
    "a worker in a folder above cannot lead another one out of its own by a link",
  ),
  ...named("adapters/bubblewrap/exchanged-mounts")(
    "a folder whose parent became a link is not mounted where that leads, and is again when it is back",
    "nor is it when the link is swapped in between the check and the mount",
  ),
];
const hostile = named("adapters/git/hostile-repository");
const families = named("redteam/git-families");
const FAMILIES = families("$name");
const careless = named("redteam/careless");
const source = named("adapters/git/source");
const egress = named("adapters/bubblewrap/egress");
const session = named("adapters/egress/session");
const corpus = named("core/policy/shell-strings");
const ceiling = named("core/policy/ceiling");
const narrow = named("core/policy/narrow");
const narrowing = named("runtime/narrow");
const family = named("runtime/family");
const approvals = named("runtime/approvals");
const release = named("adapters/git/release");
const landing = named("adapters/git/landing/attacks");
const checkedOut = named("adapters/git/landing/checked-out");
const races = named("adapters/git/landing/races");
const concurrency = named("adapters/git/concurrency");

export const ROWS: readonly RedTeamRow[] = [
  {
    row: 1,
    attack: "a child asks for what its parent lacks, also later, or by an edited record",
    tests: [
      ...ceiling("keeps both sides of every descendant inside its parent's grant"),
      ...ceiling("names each thing that was asked for and is not the parent's to give"),
      ...narrow("never lets a chain of generations grow"),
      ...narrowing("a child is not born with what its parent was forbidden to grant, and had not read yet"),
      ...narrowing(
        "a copy that is made while its family is narrowed does nothing that the smaller ceiling forbids",
      ),
      ...family("a child gets no more than its parent may hand on, and the answer names what is missing"),
    ],
    controls: narrowing(
      "without being narrowed the same family does all of it",
      "a copy in a family that nobody narrows sends",
    ),
    as: "anybody",
  },
  {
    row: 2,
    attack: "a child with a weaker sandbox than its parent's",
    tests: narrow("is within both sides, and a wider policy is not within a narrower one"),
    controls: [],
    as: "anybody",
    open: "a child without a sandbox cannot be asked for at all; the strengths are compared by the laws of the ceiling alone",
  },
  {
    row: 3,
    attack: "an approval used for other arguments, another worker, twice, or after the end",
    tests: [
      ...approvals(
        "an answer after the end, a second one, and one for another worker are refused with the reason",
      ),
      ...approvals(
        "several calls of one turn are separate questions, and a yes runs exactly the one it is for",
      ),
      ...named("runtime/approved-target")(
        "a yes does not outlive a change of its target, even when the driver died after it was counted",
      ),
    ],
    controls: [],
    as: "anybody",
  },
  {
    row: 4,
    attack: "shell strings that pass for an allowed program",
    tests: [...corpus("$script"), ...corpus("in an argument constraint: $script")],
    controls: corpus("$script"),
    as: "anybody",
  },
  {
    row: 5,
    attack: "options that execute inside an allowed program",
    tests: SANDBOX,
    controls: SANDBOX_CONTROL,
    as: "root and a user",
    open: "rules that allow a program allow all its options; the sandbox alone confines what those do",
  },
  {
    row: 6,
    attack: "writing by .., absolute paths, links, NUL, and names that mean .git",
    tests: [
      ...paths("refuses %j", "names that only look alike are not taken for .git"),
      ...paths("whatever is asked for, a canonical path lies in the root, is stable, and names no .git"),
    ],
    controls: SANDBOX_CONTROL,
    as: "anybody",
  },
  {
    row: 7,
    attack: "a link swapped in between check and open",
    tests: SWAPPED,
    controls: SWAPPED,
    as: "whoever tests",
  },
  {
    row: 8,
    attack: "pipes, devices, sockets and huge files offered to file tools",
    tests: reading(
      "a FIFO, a socket and a device are refused by name, without waiting",
      "a binary file is described, a sparse one of 10 GB as quickly as a small one",
    ),
    controls: careless("a careless reader waits for ever at a pipe that nobody writes to"),
    as: "whoever tests",
  },
  {
    row: 9,
    attack: "a hard link to a file outside",
    tests: [
      ...writing("does not change an outside file that is hard-linked into the workspace"),
      ...paths("a hard link to a file of .git is never written through"),
      ...SANDBOX,
    ],
    controls: SANDBOX_CONTROL,
    as: "root and a user",
  },
  {
    row: 10,
    attack: "names and labels that are paths, options or notations",
    tests: [
      ...named("core/landing/branch-name")(
        "%j names no branch",
        "whatever it takes, git takes as a branch, too",
      ),
      ...checkedOut("without a branch, on one without commits, and on another name for a branch"),
      ...named("core/landing/commit-message")(
        "whatever the task and the model are called, the last paragraph is ours, and nothing hides in the text",
      ),
    ],
    controls: [],
    as: "anybody",
    open: "ids are made by the runtime; of what people type only the branch to land on becomes a ref",
  },
  {
    row: 11,
    attack: "revisions and refs that are options",
    tests: [
      ...named("adapters/coding-tools/git-tools")(
        "an option in place of a revision is refused, and an unknown one is git's error",
      ),
      ...concurrency(
        "a ref is created only where none is, moved only from the value we know, and all changes or none are made",
      ),
    ],
    controls: careless("a careless git takes a revision that is an option for one, and writes where it says"),
    as: "whoever tests",
  },
  {
    row: 12,
    attack: "a rewritten .git pointer or worktree configuration",
    tests: FAMILIES,
    controls: FAMILIES,
    as: "whoever tests",
  },
  {
    row: 13,
    attack: "repositories inside the tree",
    tests: FAMILIES,
    controls: FAMILIES,
    as: "whoever tests",
  },
  {
    row: 14,
    attack: "programs named in a repository's configuration",
    tests: [
      ...FAMILIES,
      ...hostile(
        "a user's repository full of traps runs nothing on the host, whatever is asked of it",
        "a worker's repository full of traps runs nothing on the host",
      ),
    ],
    controls: FAMILIES,
    as: "whoever tests",
  },
  {
    row: 15,
    attack: "hooks in a folder of the tree",
    tests: FAMILIES,
    controls: FAMILIES,
    as: "whoever tests",
  },
  {
    row: 16,
    attack: "filters that point into the tree",
    tests: FAMILIES,
    controls: FAMILIES,
    as: "whoever tests",
  },
  { row: 17, attack: "remote helpers", tests: FAMILIES, controls: FAMILIES, as: "whoever tests" },
  {
    row: 18,
    attack: "git's variables in the environment",
    tests: hostile("git's own variables in our environment change nothing"),
    controls: careless("a careless git runs what a variable of its environment names"),
    as: "whoever tests",
  },
  {
    row: 19,
    attack: "replaced objects, grafts and alternates",
    tests: hostile(
      "that a user replaced are the original ones in a workspace",
      "of the user that are collected afterwards leave the workspace whole",
    ),
    controls: hostile("that a user replaced are the original ones in a workspace"),
    as: "whoever tests",
  },
  {
    row: 20,
    attack: "hostile objects",
    tests: [
      ...hostile("with a .git entry are not taken from a worker, nor checked out from a user"),
      ...named("adapters/git/import-pack")(
        "is refused when it is cut short, or no pack at all",
        "is refused when it lacks an object that it links to",
        "is refused when it is a link or a pipe",
      ),
    ],
    controls: hostile("with a .git entry are not taken from a worker, nor checked out from a user"),
    as: "whoever tests",
  },
  {
    row: 21,
    attack: "deleting the user's refs, stash, reflogs and worktrees",
    tests: named("adapters/git/workspaces")(
      "starts at the base as committed, says how many files the base lacks, and leaves the user's repository alone",
    ).concat(
      landing(
        "whatever a worker does inside, the user's repository is the same to the byte until something lands",
      ),
    ),
    controls: landing(
      "whatever a worker does inside, the user's repository is the same to the byte until something lands",
    ),
    as: "whoever tests",
  },
  {
    row: 22,
    attack: "branches and checkouts made over existing work",
    tests: source("nothing that overwrites a ref or a file by force occurs in the source"),
    controls: source("that check sees each of the forms it is for"),
    as: "anybody",
  },
  {
    row: 23,
    attack: "hooks of a repository inside the work, planted for the user",
    tests: landing(
      "a repository inside the work brings no hooks along, and one that is made of plain files is named",
    ),
    controls: landing(
      "a repository inside the work brings no hooks along, and one that is made of plain files is named",
    ),
    as: "whoever tests",
  },
  {
    row: 24,
    attack: "executable configuration in the result",
    tests: [
      ...landing(
        "files that run later do not land without a yes that names them, and do with it",
        "a rename or a delete of a file that runs later is named by both its names",
      ),
      ...named("core/landing/land-rules")(
        "is not let through by rules about tools, by what happens otherwise, or by anybody but the operator",
      ),
    ],
    controls: landing("files that run later do not land without a yes that names them, and do with it"),
    as: "anybody",
    open: "files are known by their names; code that is compiled or imported runs later, too, and is for a reader of the diff",
  },
  {
    row: 25,
    attack: "secrets in the environment, in other processes and in open files",
    tests: [
      ...SANDBOX,
      ...named("adapters/bubblewrap/run")(
        "is an environment of five names, and what was declared",
        "is no descriptor but three",
      ),
    ],
    controls: SANDBOX_CONTROL,
    as: "root and a user",
  },
  {
    row: 26,
    attack: "keys in a home, also ones that appear later",
    tests: SANDBOX,
    controls: SANDBOX_CONTROL,
    as: "root and a user",
  },
  {
    row: 27,
    attack: "sockets of the host's services",
    tests: SANDBOX,
    controls: SANDBOX_CONTROL,
    as: "root and a user",
  },
  {
    row: 28,
    attack: "a network below the level for it",
    tests: SANDBOX,
    controls: SANDBOX_CONTROL,
    as: "root and a user",
  },
  {
    row: 29,
    attack: "other names, addresses and requests than the way out is for",
    tests: [
      ...egress("$name", "anything, but what it declared is reached, also after all that"),
      ...session(
        "a second request sent before the tunnel is open closes it, also in a piece of its own",
        "the credential of one opening is refused by another, and by itself once it is over",
        "an outside that breaks after the tunnel was opened ends it without a word, and is no denial",
      ),
      ...named("adapters/egress/public-address")(
        "a name of which one address is private is refused, wherever it stands",
      ),
    ],
    controls: egress("$name"),
    as: "root and a user",
    open: "a declared host that passes on to others",
  },
  {
    row: 30,
    attack: "mounts, namespaces, tracing, keys, foreign system calls, terminals",
    tests: [
      ...SANDBOX,
      ...named("adapters/bubblewrap/seccomp-filter")(
        "kills every call of a foreign architecture, whatever its number",
        "refuses clone with any new-namespace flag, garbage in the high word or not, and allows threads and forks",
      ),
    ],
    controls: SANDBOX_CONTROL,
    as: "root and a user",
  },
  {
    row: 31,
    attack: "processes that try to outlive their command, or its driver",
    tests: [...tree("$name"), ...tree("nothing is left of any of them")],
    controls: tree("killing the process group instead leaves some of them: the attempt is real"),
    as: "root and a user",
  },
  {
    row: 32,
    attack: "floods of output, files and broken text",
    tests: [
      ...named("adapters/bubblewrap/run")("is bounded when it floods, keeps both ends, and counts the rest"),
      ...named("adapters/bubblewrap/limits")(
        "does not get more memory",
        "does not get more processes",
        "does not write a larger file",
        "does not use more processor time, be it in one process or in many",
        "does not write more to disk, be it to one file again and again",
        "does not print more",
      ),
      ...named("adapters/coding-tools/output-text")(
        "no control character other than tab and line feed survives, whatever is printed",
      ),
      ...named("cli/plain-text")("holds no control character, whatever came in and wherever it was cut"),
    ],
    controls: named("adapters/coding-tools/output-text")(
      "no control character other than tab and line feed survives, whatever is printed",
    ),
    as: "root and a user",
    open: "a disk full of small files",
  },
  {
    row: 33,
    attack: "instructions in files, output and results of other workers",
    tests: family(
      "a failed child is a result, and what it says cannot pass for the runtime or for a permission",
    ),
    controls: [],
    as: "anybody",
    open: "what a model is talked into within its ceiling",
  },
  {
    row: 34,
    attack: "a worker that edits its journal, its policy or another's inbox",
    tests: [
      ...named("adapters/bubblewrap/visible-paths")(
        "never includes a hidden path, for any hidden and revealed folders",
        "is not the state directory, nor anything in it that was not revealed",
      ),
      ...named("cli/keep-state-outside")(
        "a state directory inside of the worker's repository is refused before it is made",
      ),
      ...family("reaches only its own: a worker of somebody else is unknown to it"),
    ],
    controls: [],
    as: "anybody",
  },
  {
    row: 35,
    attack: "a result that claims what did not happen",
    tests: named("core/evidence/evidence")(
      "refuted: it says that tests pass, and the last run of one says otherwise",
      "unverified: files changed after the run that passed, unless they came back to what it saw",
      "unverified: no check ran, or it did not come to its end",
    ),
    controls: named("core/evidence/evidence")(
      "verified: the last run exited with 0, and the files are those that it left",
    ),
    as: "anybody",
    open: "claims about anything but checks stay claims",
  },
  {
    row: 36,
    attack: "work of every kind in a directory that is given up",
    tests: release(
      "ignored files whose names are those of secrets",
      "more ignored files than are kept",
      "is kept by a release, and comes back byte for byte with the directory",
      "is kept also when the worker's repository is broken",
    ),
    controls: release("and removes it when that is gone; again says so"),
    as: "whoever tests",
  },
  {
    row: 37,
    attack: "landing onto unsaved work, a moved branch, or a branch that is checked out",
    tests: [
      ...checkedOut(
        "a changed file",
        "a staged change, also one whose file was put back",
        "a change of a file that goes",
        "an untracked file, an ignored one, or a file where a folder comes",
        "an untracked link, wherever it leads",
        "when the branch is not where the person saw it",
      ),
      ...races(
        "a branch that moves, or a file that changes, between computing and writing is not written over",
        "two installations that know nothing of each other land at the same moment: nothing is lost",
      ),
      ...landing(
        "landing runs no hook, no filter and no monitor of the repository, which a careless merge does",
      ),
      ...source("landing never resets, cleans or checks files out over others"),
    ],
    controls: landing(
      "unsaved edits outlive a landing, which a forced one would have taken",
      "landing runs no hook, no filter and no monitor of the repository, which a careless merge does",
    ),
    as: "whoever tests",
  },
  {
    row: 38,
    attack: "locks that a killed process left",
    tests: [
      ...named("adapters/git/checkpoint")(
        "survives a stale lock file of a ref and a damaged remembered index",
      ),
      ...named("adapters/git/crash")(
        "after a kill at any moment of opening and keeping, the next call works and nothing acknowledged is lost",
      ),
    ],
    controls: [],
    as: "whoever tests",
  },
  {
    row: 39,
    attack: "many workspaces at once",
    tests: concurrency(
      "64 workspaces opened at once from an untouched state directory, by two instances, are 64 whole ones",
      "the same worker opened twice at once is opened once",
    ),
    controls: [],
    as: "whoever tests",
  },
  {
    row: 40,
    attack: "contents that are hostile at checkout",
    tests: [
      ...hostile("with a .git entry are not taken from a worker, nor checked out from a user"),
      ...named("adapters/git/includes")("cannot be led out of the tree by a link in the base"),
    ],
    controls: hostile("with a .git entry are not taken from a worker, nor checked out from a user"),
    as: "whoever tests",
    open: "paths of a hundred thousand parts, and names that differ by case alone",
  },
];

/** Rows of which nothing exists yet that could be attacked, and why. */
export const NOT_YET: Readonly<Record<number, string>> = {};
