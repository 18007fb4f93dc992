import type { Legate } from "../../runtime/legate.ts";
import { badInput } from "../bad-input.ts";
import { callIn } from "../call-in-records.ts";
import type { Command, CommandCall } from "../command.ts";
import { EXIT, type ExitCode } from "../exit-codes.ts";
import { openRuntime } from "../open-runtime.ts";
import type { Output } from "../output.ts";
import { pickUp } from "../pick-up.ts";
import { plainText } from "../render/plain-text.ts";
import { renderCall } from "../render/render-call.ts";
import { renderCard } from "../render/worker-card.ts";

export const show: Command = {
  name: "show",
  summary: "Show one worker, or its journal",
  usage: "WORKER [options]",
  arguments: { least: 1, most: 1 },
  options: {
    receipt: {
      type: "boolean",
      about: "what the runtime vouches for: digests, commands, what it used up; as JSON",
    },
    format: {
      type: "string",
      value: "FORMAT",
      choices: ["legate", "harn"],
      about: "legate: as it is here; harn: the handle that programs of Harn's know, as JSON",
    },
    records: { type: "boolean", about: "its records, one JSON object a line" },
    call: {
      type: "string",
      value: "CALL",
      about: "one call: what was asked, decided and answered, all of its output",
    },
  },
  examples: [
    { command: "legate show fix-the-tests", about: "by name, or by a unique beginning of its id" },
    { command: "legate show 019a1b2c-3d4e --records", about: "everything that is known of it" },
    { command: "legate show fix-the-tests --receipt", about: "for a program that checks what it did" },
    {
      command: "legate show fix-the-tests --call t2.1",
      about: "a call, with the output that the model saw cut",
    },
  ],
  run: showWorker,
};

async function showWorker({ context, flags, output }: CommandCall): Promise<ExitCode> {
  const [worker = ""] = flags.positionals;
  await using opened = await openRuntime(context, flags, { drive: "none" });
  await pickUp(opened, output);
  if (flags.has("records")) {
    for (const record of await opened.legate.records(worker)) output.resultJson(record);
    return EXIT.ok;
  }
  if (flags.has("receipt")) {
    output.resultJson(await opened.legate.receipt(worker));
    return EXIT.ok;
  }
  if (flags.text("format") === "harn") {
    const { harnHandleOf } = await import("../../wire/harn-handle-of.ts");
    output.resultJson(harnHandleOf(await opened.legate.records(worker)));
    return EXIT.ok;
  }
  const named = flags.text("call");
  if (named !== undefined) return await showCall(opened.legate, worker, named, output, context.stdout.isTTY);
  const summary = await opened.legate.get(worker);
  if (output.json) output.resultJson(summary);
  else output.result(renderCard(summary, output.style));
  return EXIT.ok;
}

async function showCall(
  legate: Legate,
  worker: string,
  id: string,
  output: Output,
  isTerminal: boolean,
): Promise<ExitCode> {
  const records = (await legate.records(worker)).map(({ record }) => record);
  const call = callIn(records, id);
  if (call === undefined)
    throw badInput(`${worker} has no call ${id}; its records name them: legate show ${worker} --records`);
  const { finished } = call;
  const full = finished?.full === undefined ? undefined : await legate.blob(finished.full.digest);
  const text = full === undefined ? (finished?.text ?? "") : new TextDecoder().decode(full);
  if (output.json) output.resultJson({ ...call, output: text });
  else {
    output.result(renderCall(call, output.style));
    output.raw(isTerminal ? plainText(text) : (full ?? text));
    if (text !== "" && !text.endsWith("\n")) output.raw("\n");
  }
  return EXIT.ok;
}
