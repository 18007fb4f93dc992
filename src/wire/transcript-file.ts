import { z } from "zod";
import type { ForeignPast } from "../core/journal/import-record.ts";
import { brokenAt } from "../core/transcript/broken-at.ts";
import type { Message } from "../core/transcript/message.ts";
import type { Transcript } from "../core/worker/transcript-of.ts";
import { type Parsed, parseWith } from "./policy/parsed.ts";
import { message } from "./record-schemas/message.ts";
import { text } from "./worker-fields.ts";

/** A conversation alone, without the life around it; `docs/transcripts.md` tells it to people. */
export interface TranscriptFile {
  readonly format: "legate-transcript";
  readonly version: 1;
  readonly worker: string;
  readonly name: string;
  readonly task: string;
  /** The conversation's id. */
  readonly transcript: string;
  /** ISO 8601 UTC. */
  readonly exportedAt: string;
  /** As its model was shown them. */
  readonly messages: readonly Message[];
}

const transcriptFile = z.strictObject({
  format: z.literal("legate-transcript"),
  version: z.literal(1, { error: "this release reads version 1" }),
  worker: text,
  name: text,
  task: text,
  transcript: text,
  exportedAt: z.iso.datetime(),
  messages: z.array(message).min(1),
}) satisfies z.ZodType<TranscriptFile>;

/** The file of a worker's present conversation. */
export function transcriptFileOf(
  { worker, id, messages }: Transcript,
  about: Pick<TranscriptFile, "name" | "task" | "exportedAt">,
): TranscriptFile {
  const { name, task, exportedAt } = about;
  const head = { format: "legate-transcript", version: 1, worker, name, task, transcript: id } as const;
  return { ...head, exportedAt, messages };
}

/** What `value` says, if it is such a file and a conversation that any model takes; else every problem. */
export function parseTranscriptFile(value: unknown): Parsed<TranscriptFile> {
  const parsed = parseWith(transcriptFile, value);
  if (!parsed.ok) return parsed;
  const broken = brokenAt(parsed.value.messages);
  if (broken === undefined) return parsed;
  return { ok: false, problems: [{ path: ["messages", broken.index], message: broken.problem }] };
}

/** The past of whoever goes on with it: nobody did anything, but all of it was said. */
export function pastOf({ task, messages }: TranscriptFile): ForeignPast {
  const reason = "its conversation was imported";
  return { tasks: [task], messages, outcome: { status: "interrupted", reason } };
}
