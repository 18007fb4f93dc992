import type { DriverRecord, LifeRecord, WorkspaceRecord } from "../../core/journal/record.ts";
import type { SetUpRecord } from "../../core/journal/set-up-record.ts";
import { oneLine } from "./plain-text.ts";
import { counted, duration } from "./quantities.ts";
import type { Style } from "./style.ts";

/** What records say beside turns and calls: where it works, who drives it, how it ends. */
export function narrateLife(record: LifeRecord | DriverRecord | WorkspaceRecord, style: Style): string[] {
  switch (record.type) {
    case "worker.spawned":
      return spawned(record, style);
    case "worker.forked":
      return [
        `${style.bold(oneLine(record.name, 80))}: a copy of ${record.from} up to record ${record.atSeq}`,
      ];
    case "cycle.started":
      return record.cycle === 1 ? [] : [style.bold(`cycle ${record.cycle}`)];
    case "worker.woken":
      return [style.dim("goes on")];
    case "stage.retrying":
      return [style.bad(`failed (${oneLine(record.code, 60)}): ${oneLine(record.reason, 300)}; tried again`)];
    case "worker.waiting":
      return [style.attention(`waiting for ${record.on}: ${oneLine(record.reason, 300)}`)];
    case "worker.completed":
      return [style.good("completed")];
    case "worker.failed":
      return [style.bad(`failed (${oneLine(record.code, 60)}): ${oneLine(record.reason, 400)}`)];
    case "worker.cancelled":
    case "worker.interrupted":
      return [style.attention(`${record.type.slice("worker.".length)} by ${who(record)}`)];
    case "worker.stopping":
      return [style.dim(`to be ${record.to}, by ${who(record)}`)];
    case "worker.dropped":
      return [style.attention(`its work was given up by ${who(record)}`)];
    case "worker.resumed":
      return [`resumed by ${oneLine(record.by, 80)}`];
    case "worker.imported":
      return [style.attention(`imported from ${record.from.format} by ${oneLine(record.by, 80)}`)];
    case "command.refused":
      return [style.bad(`refused to ${record.command}: ${oneLine(record.reason, 300)}`)];
    case "driver.claimed":
      return record.epoch === 1
        ? []
        : [style.dim(`taken over by process ${record.pid} (epoch ${record.epoch})`)];
    case "driver.released":
      return [];
    case "sandbox.reported":
    case "workspace.opened":
    case "workspace.rebuilt":
    case "workspace.checkpointed":
    case "workspace.command":
    case "workspace.releasing":
    case "workspace.released":
      return workspaceLines(record, style);
  }
}

function who({ by, reason }: { readonly by: string; readonly reason: string }): string {
  return `${oneLine(by, 80)}: ${oneLine(reason, 300)}`;
}

function spawned({ request }: Extract<LifeRecord, { type: "worker.spawned" }>, style: Style): string[] {
  const preset = request.preset === undefined ? "own policy" : `preset ${request.preset}`;
  const about = [`model ${oneLine(request.model, 120)}`, preset, counted(request.tools.length, "tool")];
  return [`${style.bold(oneLine(request.name, 80))}: ${about.join(", ")}`];
}

function workspaceLines(record: WorkspaceRecord, style: Style): string[] {
  switch (record.type) {
    case "sandbox.reported":
      return [style.dim(`sandbox ${oneLine(String(record.report["backend"] ?? "unknown"), 60)}`)];
    case "workspace.opened": {
      const { root, git } = record.workspace;
      const base = git === undefined ? "" : ` at ${git.base.slice(0, 10)} (${oneLine(git.baseName, 80)})`;
      const linked = git?.linked === true ? `, linked to ${oneLine(git.repo)}` : "";
      return [style.dim(`workspace ${oneLine(root)}${base}${linked}`)];
    }
    case "workspace.rebuilt":
      return [style.attention(`workspace made again from ${oneLine(record.from, 80)}`)];
    case "workspace.checkpointed":
      return record.checkpoint === undefined
        ? []
        : [style.dim(`  checkpoint ${record.checkpoint.commit.slice(0, 10)}`)];
    case "workspace.command":
      return commandLines(record, style);
    case "workspace.releasing":
      return [style.dim(`release of the workspace asked for by ${oneLine(record.by, 80)}`)];
    case "workspace.released": {
      const word = record.removed ? "workspace directory removed" : "workspace directory kept";
      return [style.dim(`${word}: ${oneLine(record.reason, 300)}`)];
    }
  }
}

/** What a failed one said is told; of the others that they were done. */
function commandLines({ phase, argv, status, text, durationMs }: SetUpRecord, style: Style): string[] {
  const what = `${phase}: ${oneLine(argv.join(" "), 200)}`;
  if (status === "started") return [style.dim(what)];
  if (status === "ok") return [style.dim(`${phase} done in ${duration(durationMs)}`)];
  return [
    style.attention(`${what}: ${status}`),
    ...text.split("\n").map((line) => `  ${oneLine(line, 300)}`),
  ];
}
