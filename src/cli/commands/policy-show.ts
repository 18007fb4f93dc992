import { PRESETS, type PresetName, preset } from "../../core/policy/presets.ts";
import type { Command, CommandCall } from "../command.ts";
import { EXIT, type ExitCode } from "../exit-codes.ts";
import { openRuntime } from "../open-runtime.ts";
import { authorityLines } from "../render/authority.ts";
import { approvalLines, policyLines } from "../render/policy.ts";
import type { Style } from "../render/style.ts";

export const policyShow: Command = {
  name: "policy show",
  summary: "Show the presets, or what a worker may do and whose word it is",
  usage: "[PRESET|WORKER] [options]",
  arguments: { least: 0, most: 1 },
  options: {},
  examples: [
    { command: "legate policy show", about: "all presets: read-only, edit, build, network" },
    { command: "legate policy show build", about: "one of them, every dimension of it" },
    { command: "legate policy show fix-the-tests", about: "a worker's ceiling, and who set each limit" },
  ],
  run: showPolicy,
};

async function showPolicy(call: CommandCall): Promise<ExitCode> {
  const [name] = call.flags.positionals;
  const named = PRESETS.find((one) => one === name);
  if (name === undefined || named !== undefined) await showPresets(call, named);
  else await showWorker(call, name);
  return EXIT.ok;
}

async function showPresets({ output }: CommandCall, named: PresetName | undefined): Promise<void> {
  const names = named === undefined ? PRESETS : [named];
  if (!output.json) {
    const blocks = names.map((one) => presetLines(one, output.style));
    return output.result(blocks.flatMap((lines, index) => (index === 0 ? lines : ["", ...lines])));
  }
  const { printPolicy } = await import("../../wire/policy/capability-policy.ts");
  const { printApprovalPolicy } = await import("../../wire/policy/approval-policy.ts");
  const printed = names.map((one) => {
    const { capabilities, approval } = preset(one);
    return { preset: one, policy: printPolicy(capabilities), approvals: printApprovalPolicy(approval) };
  });
  output.resultJson(named === undefined ? printed : printed[0]);
}

function presetLines(name: PresetName, style: Style): string[] {
  const { capabilities, approval } = preset(name);
  return [style.bold(name), ...policyLines(capabilities), ...approvalLines(approval)];
}

async function showWorker({ context, flags, output }: CommandCall, reference: string): Promise<void> {
  await using opened = await openRuntime(context, flags, { drive: "none" });
  const report = await opened.legate.authority(reference);
  if (output.json) output.resultJson(report);
  else output.result(authorityLines(report, output.style));
}
