import { auditKeyCommand } from "../audit/audit-key.ts";
import { exportAudit } from "../audit/export-audit.ts";
import { rotateAuditKey } from "../audit/rotate-audit-key.ts";
import { sealAudit } from "../audit/seal-audit.ts";
import { showAudit } from "../audit/show-audit.ts";
import { verifyAudits } from "../audit/verify-audits.ts";
import { badInput, didYouMean } from "../bad-input.ts";
import type { Command, CommandCall } from "../command.ts";
import type { ExitCode } from "../exit-codes.ts";

export const audit: Command = {
  name: "audit",
  summary: "Show who decided what, and whether journals are as they were sealed",
  usage: "show WORKER | verify [WORKER | FILE] | export WORKER FILE | seal WORKER | key | rotate [options]",
  arguments: { least: 1, most: 3 },
  options: {
    key: {
      type: "string",
      value: "FILE",
      multiple: true,
      about: "verify: only who has the private half of this public key may have sealed",
    },
    head: {
      type: "string",
      value: "HASH",
      about: "verify: a head that was kept elsewhere must be in the chain",
    },
  },
  examples: [
    { command: "legate audit show fix-the-tests", about: "who, when, what, by which rule, through what" },
    { command: "legate audit verify", about: "every journal of this state directory" },
    { command: "legate audit verify fix.legate --key audit.pub", about: "an export, offline" },
    { command: "legate audit export fix-the-tests fix.audit", about: "without its files and its output" },
    { command: "legate audit seal fix-the-tests", about: "now, also while it works; prints the head" },
    { command: "legate audit key", about: "the public key, to be given to whoever checks" },
    { command: "legate audit rotate", about: "seal with a new key, to which the old one hands over" },
  ],
  run: (call) => actionOf(call)(call),
};

type Action = (call: CommandCall) => Promise<ExitCode>;

/** By name; with how many arguments after it. */
const ACTIONS: Readonly<
  Record<string, { readonly run: Action; readonly least: number; readonly most: number }>
> = {
  show: { run: showAudit, least: 1, most: 1 },
  verify: { run: verifyAudits, least: 0, most: 1 },
  export: { run: exportAudit, least: 2, most: 2 },
  seal: { run: sealAudit, least: 1, most: 1 },
  key: { run: auditKeyCommand, least: 0, most: 0 },
  rotate: { run: rotateAuditKey, least: 0, most: 0 },
};

function actionOf({ flags }: CommandCall): Action {
  const [name = "", ...rest] = flags.positionals;
  const action = Object.hasOwn(ACTIONS, name) ? ACTIONS[name] : undefined;
  if (action === undefined) {
    const hint = didYouMean(name, Object.keys(ACTIONS), "See legate audit --help.");
    throw badInput(`legate audit does not know "${name}".${hint}`);
  }
  if (rest.length < action.least || rest.length > action.most)
    throw badInput(`legate audit ${name} is given as: legate audit ${audit.usage}.`);
  return action.run;
}
