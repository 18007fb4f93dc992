import { ON_ASK, ON_UNKNOWN } from "../core/worker/request.ts";
import type { Options } from "./command.ts";

/** How a worker is described on the command line; each of these wins over the worker file. */
export const WORKER_OPTIONS: Options = {
  task: { type: "string", short: "t", value: "TEXT", about: "what to do; - reads standard input" },
  "task-file": { type: "string", value: "FILE", about: "read the task from a file" },
  file: { type: "string", short: "f", value: "FILE", about: "worker file (YAML or JSON)" },
  format: { type: "string", value: "FORMAT", choices: ["legate", "harn"], about: "shape of the worker file" },
  agent: { type: "string", value: "NAME", about: "agent role from .legate/agents or .claude/agents" },
  name: { type: "string", value: "NAME", about: "a name to find it by" },
  model: { type: "string", short: "m", value: "MODEL", about: "provider/model, or scripted:FILE" },
  repo: {
    type: "string",
    value: "PATH",
    bare: ".",
    about: "work in an isolated checkout of this repository",
  },
  dir: { type: "string", value: "PATH", about: "work in this folder, in place" },
  base: { type: "string", value: "REF", about: "where the checkout starts (default HEAD)" },
  include: {
    type: "string",
    value: "PATH",
    multiple: true,
    about: "show an ignored folder of the repository, read-only; an ignored file is copied",
  },
  linked: {
    type: "boolean",
    about: "make the checkout a linked worktree of the repository; only without commands (--policy edit)",
  },
  "include-uncommitted": { type: "boolean", about: "start from the uncommitted state of the repository" },
  policy: {
    type: "string",
    value: "PRESET|FILE",
    about: "read-only, edit, build, network, or a policy file",
  },
  tools: { type: "string", value: "A,B", about: "only these tools" },
  secret: {
    type: "string",
    value: "NAME",
    multiple: true,
    about: "a secret of your configuration that its commands may be given",
  },
  "max-turns": { type: "string", value: "N", about: "rest after so many turns" },
  budget: {
    type: "string",
    value: "KIND=N",
    multiple: true,
    about:
      "what it and its children may use up: tokens=200k, usd=1.50, turns=30, calls=100, time=1h, active=20m",
  },
  "unknown-price": { type: "boolean", about: "let a budget of money go with a model whose price is unknown" },
  "max-depth": { type: "string", value: "N", about: "generations of workers below it (default 3; 0: none)" },
  verify: {
    type: "string",
    value: "COMMAND",
    multiple: true,
    about: 'a command that its result is held against, e.g. "npm test"',
  },
  retries: {
    type: "string",
    value: "N",
    about: "tries of a stage that failed in a way that may pass (default 1)",
  },
  "on-ask": {
    type: "string",
    value: "WHAT",
    choices: ON_ASK,
    about: "when a call needs a yes: park, deny or fail",
  },
  "on-unknown": {
    type: "string",
    value: "WHAT",
    choices: ON_UNKNOWN,
    about: "when nobody knows whether a call took effect: tell the model, or ask a person",
  },
  "idempotency-key": { type: "string", value: "KEY", about: "the same key gives the same worker" },
};
