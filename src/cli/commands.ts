import type { Command } from "./command.ts";
import { approve } from "./commands/approve.ts";
import { artifacts } from "./commands/artifacts.ts";
import { artifactsExport } from "./commands/artifacts-export.ts";
import { artifactsShow } from "./commands/artifacts-show.ts";
import { audit } from "./commands/audit.ts";
import { close } from "./commands/close.ts";
import { deny } from "./commands/deny.ts";
import { diff } from "./commands/diff.ts";
import { doctor } from "./commands/doctor.ts";
import { down } from "./commands/down.ts";
import { driver } from "./commands/driver.ts";
import { drop } from "./commands/drop.ts";
import { evalCommand } from "./commands/eval.ts";
import { events } from "./commands/events.ts";
import { exportCommand } from "./commands/export.ts";
import { fork } from "./commands/fork.ts";
import { gc } from "./commands/gc.ts";
import { importCommand } from "./commands/import.ts";
import { inbox } from "./commands/inbox.ts";
import { init } from "./commands/init.ts";
import { interrupt } from "./commands/interrupt.ts";
import { land } from "./commands/land.ts";
import { list } from "./commands/list.ts";
import { logs } from "./commands/logs.ts";
import { overlap } from "./commands/overlap.ts";
import { policyCheck } from "./commands/policy-check.ts";
import { policyExplain } from "./commands/policy-explain.ts";
import { policyNarrow } from "./commands/policy-narrow.ts";
import { policyShow } from "./commands/policy-show.ts";
import { pool } from "./commands/pool.ts";
import { release } from "./commands/release.ts";
import { replay } from "./commands/replay.ts";
import { restore } from "./commands/restore.ts";
import { resume } from "./commands/resume.ts";
import { run } from "./commands/run.ts";
import { send } from "./commands/send.ts";
import { show } from "./commands/show.ts";
import { spawn } from "./commands/spawn.ts";
import { status } from "./commands/status.ts";
import { transcript } from "./commands/transcript.ts";
import { trust } from "./commands/trust.ts";
import { untrust } from "./commands/untrust.ts";
import { up } from "./commands/up.ts";
import { wait } from "./commands/wait.ts";
import { workflowCheck } from "./commands/workflow-check.ts";
import { workflowDiff } from "./commands/workflow-diff.ts";
import { workflowExplain } from "./commands/workflow-explain.ts";
import { workflowResume } from "./commands/workflow-resume.ts";
import { workflowRun } from "./commands/workflow-run.ts";
import { workflowShow } from "./commands/workflow-show.ts";

/** The command table, in the order of help. */
export const COMMANDS: readonly Command[] = [
  run,
  spawn,
  list,
  show,
  logs,
  transcript,
  artifacts,
  artifactsShow,
  artifactsExport,
  events,
  wait,
  send,
  inbox,
  approve,
  deny,
  interrupt,
  resume,
  fork,
  close,
  diff,
  land,
  restore,
  overlap,
  release,
  drop,
  gc,
  pool,
  workflowRun,
  workflowResume,
  workflowExplain,
  workflowCheck,
  workflowShow,
  workflowDiff,
  policyShow,
  policyCheck,
  policyExplain,
  policyNarrow,
  trust,
  untrust,
  exportCommand,
  importCommand,
  audit,
  replay,
  evalCommand,
  up,
  down,
  status,
  doctor,
  init,
  driver,
];
