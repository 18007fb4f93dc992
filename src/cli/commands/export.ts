import { resolve } from "node:path";
import { version } from "../../compose/version.ts";
import type { WorkerSummary } from "../../core/worker/summary.ts";
import type { Legate } from "../../runtime/legate.ts";
import type { Command, CommandCall } from "../command.ts";
import { EXIT, type ExitCode } from "../exit-codes.ts";
import { openRuntime } from "../open-runtime.ts";
import { oneLine } from "../render/plain-text.ts";
import { counted } from "../render/quantities.ts";
import { shortId } from "../render/short-id.ts";

const FORMATS = ["legate", "harn", "transcript"] as const;

export const exportCommand: Command = {
  name: "export",
  summary: "Write a worker into a file, to go on with it elsewhere",
  usage: "WORKER [options]",
  arguments: { least: 1, most: 1 },
  options: {
    output: {
      type: "string",
      short: "o",
      value: "FILE",
      about: "a file that is not there yet (default: its id, in this folder)",
    },
    format: {
      type: "string",
      value: "FORMAT",
      choices: FORMATS,
      about:
        "legate: everything, to be imported; harn: a worker snapshot for programs that read Harn's; transcript: its conversation alone, as JSON",
    },
  },
  examples: [
    { command: "legate export fix-the-tests -o fix.legate", about: "its journal, its output, its files" },
    {
      command: "legate export fix-the-tests --format transcript",
      about: "what was said, for a new worker that goes on from it: legate import",
    },
    { command: "legate export fix-the-tests --format harn -o fix.json", about: "for a program of Harn's" },
  ],
  run: exportWorker,
};

interface Written {
  readonly file: string;
  readonly format: Format;
  readonly worker: string;
  readonly records: number;
  readonly bytes: number;
  readonly digest?: string;
  readonly notes: readonly string[];
}

async function exportWorker({ context, flags, output }: CommandCall): Promise<ExitCode> {
  const [reference = ""] = flags.positionals;
  await using opened = await openRuntime(context, flags, { drive: "none" });
  const worker = await opened.legate.get(reference);
  const format = FORMATS.find((one) => one === flags.text("format")) ?? "legate";
  const fallback = `${worker.id}.${EXTENSIONS[format]}`;
  const file = resolve(context.cwd, flags.text("output") ?? fallback);
  const written = await WRITERS[format](opened.legate, worker, file);
  if (output.json) output.resultJson(written);
  else {
    const size = `${counted(written.records, "record")}, ${counted(written.bytes, "byte")}`;
    output.result([`${oneLine(worker.name)} (${shortId(worker.id)}): ${size} in ${oneLine(file)}`]);
  }
  for (const note of written.notes) output.warn(`note: ${oneLine(note, 400)}`);
  return EXIT.ok;
}

type Format = (typeof FORMATS)[number];

const EXTENSIONS: Readonly<Record<Format, string>> = {
  legate: "legate",
  harn: "json",
  transcript: "transcript.json",
};

const WRITERS: Readonly<
  Record<Format, (legate: Legate, worker: WorkerSummary, file: string) => Promise<Written>>
> = { legate: writeOwn, harn: writeHarn, transcript: writeTranscript };

async function writeOwn(legate: Legate, { id }: WorkerSummary, file: string): Promise<Written> {
  const { writeExport } = await import("../../adapters/files/export/write-export.ts");
  await using exported = await legate.export(id);
  const { bytes, digest } = await writeExport(file, exported, version());
  return {
    file,
    format: "legate",
    worker: id,
    records: exported.about.seq,
    bytes,
    digest,
    notes: exported.notes,
  };
}

async function writeHarn(legate: Legate, { id }: WorkerSummary, file: string): Promise<Written> {
  const { harnSnapshotOf } = await import("../../wire/harn-snapshot-write.ts");
  const { writeNewFile } = await import("../../adapters/files/new-file.ts");
  const records = await legate.records(id);
  const text = `${JSON.stringify(harnSnapshotOf(records), undefined, 2)}\n`;
  await writeNewFile(file, (handle) => handle.writeFile(text));
  const notes = ["its files, its checkpoints and its rules have no form in a snapshot of Harn's"];
  return { file, format: "harn", worker: id, records: records.length, bytes: Buffer.byteLength(text), notes };
}

async function writeTranscript(
  legate: Legate,
  { id, name, task, seq }: WorkerSummary,
  file: string,
): Promise<Written> {
  const { transcriptFileOf } = await import("../../wire/transcript-file.ts");
  const { writeNewFile } = await import("../../adapters/files/new-file.ts");
  const exportedAt = new Date().toISOString();
  const about = transcriptFileOf(await legate.transcript(id), { name, task, exportedAt });
  const text = `${JSON.stringify(about, undefined, 2)}\n`;
  await writeNewFile(file, (handle) => handle.writeFile(text));
  const notes = ["only what was said: its files, its rules and its records are in --format legate"];
  return { file, format: "transcript", worker: id, records: seq, bytes: Buffer.byteLength(text), notes };
}
