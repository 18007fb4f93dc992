import { itemsOf } from "../append-only.ts";
import type { WorkerId } from "../ids.ts";
import type { StoredRecord, WorkerRecord } from "../journal/record.ts";
import { itemsIn, type TranscriptItem } from "../transcript/entries.ts";
import type { Message } from "../transcript/message.ts";
import type { TranscriptMode } from "./carry.ts";
import { evolve } from "./evolve.ts";
import { conversationMark, rebuildsMessages } from "./transcript-marks.ts";
import { firstTranscript } from "./transcript-name.ts";
import type { Worker } from "./worker.ts";

/** Everything that was ever said in a worker's life, and what its model is shown now. */
export interface Transcript {
  readonly worker: WorkerId;
  /** The present conversation. */
  readonly id: string;
  /** Oldest first; the last one is the present one, the others are archived: nothing is added to them. */
  readonly conversations: readonly Conversation[];
  readonly entries: readonly TranscriptEntry[];
  /** As the model is shown them with its next request. */
  readonly messages: readonly Message[];
}

/** One conversation of a worker: it begins with a record, and ends where another begins. */
export interface Conversation {
  readonly id: string;
  /** What it goes on from. */
  readonly parent: string | null;
  /**
   * Why there is a new one: the first `task`, a cycle that does not inherit, a copy of the whole worker, an import,
   * or a node of a workflow that goes on from another one's (`inherit`: under its name).
   */
  readonly began: "task" | TranscriptMode | "copy" | "import";
  readonly fromSeq: number;
  /** Null while it goes on. */
  readonly toSeq: number | null;
}

export type TranscriptEntry = TranscriptItem & {
  readonly seq: number;
  /** ISO 8601 UTC. */
  readonly at: string;
  readonly transcript: string;
};

/** The transcript that a journal tells, from its first record on. Throws plainly for none. */
export function transcriptOf(journal: readonly StoredRecord[]): Transcript {
  const conversations: Conversation[] = [];
  const entries: TranscriptEntry[] = [];
  const names = namesBeforeCopies(journal);
  let worker: Worker | undefined;
  for (const stored of journal) {
    const before = worker;
    worker = evolve(before, stored);
    const began = beginning(before, stored, names);
    if (began !== undefined) begin(conversations, { ...began, fromSeq: stored.seq });
    if (stored.record.type === "worker.forked") names.shift();
    const transcript = conversations.at(-1)?.id ?? "";
    const place = { seq: stored.seq, at: stored.at, transcript };
    for (const item of newItems(before, worker, stored)) entries.push({ ...item, ...place });
  }
  if (worker === undefined) throw new Error("a transcript of no records");
  const messages = itemsOf<Message>(worker.messages);
  return { worker: worker.id, id: conversations.at(-1)?.id ?? "", conversations, entries, messages };
}

/** What the first conversation is called, before each copy and after the last one: in a copied life it was another's. */
function namesBeforeCopies(journal: readonly StoredRecord[]): string[] {
  const owners = journal.flatMap(({ record }) => (record.type === "worker.forked" ? [record.from] : []));
  const own = journal[0]?.worker;
  return [...owners, ...(own === undefined ? [] : [own])].map(firstTranscript);
}

function beginning(
  before: Worker | undefined,
  { record }: StoredRecord,
  [name = "", next = ""]: readonly string[],
): Pick<Conversation, "id" | "parent" | "began"> | undefined {
  if (before === undefined) return firstOf(record, name);
  if (record.type === "worker.imported" && record.from.format === "transcript")
    return { id: before.transcript, parent: record.from.transcript, began: "import" };
  const nameOf = (id: string) => (id === firstTranscript(before.id) ? name : id);
  if (record.type === "worker.forked") return { id: next, parent: nameOf(before.transcript), began: "copy" };
  if (record.type !== "cycle.started" || record.carry === undefined) return undefined;
  const { transcript, transcriptId, parentTranscript } = record.carry;
  if (transcript === "inherit") return undefined;
  return { id: transcriptId, parent: parentTranscript ?? nameOf(before.transcript), began: transcript };
}

/** A worker may go on in the conversation of another one, or in a copy of it. */
function firstOf(record: WorkerRecord, name: string): Pick<Conversation, "id" | "parent" | "began"> {
  const { mode, transcript } = (record.type === "worker.spawned" && record.request.continues) || {};
  if (mode === undefined || transcript === undefined) return { id: name, parent: null, began: "task" };
  if (mode === "inherit") return { id: transcript, parent: null, began: mode };
  return { id: name, parent: transcript, began: mode };
}

function begin(
  conversations: Conversation[],
  next: Pick<Conversation, "id" | "parent" | "began" | "fromSeq">,
): void {
  const last = conversations.pop(); // one that is only named anew was none before that
  if (last !== undefined && last.id !== next.id) conversations.push({ ...last, toSeq: next.fromSeq - 1 });
  conversations.push({ ...next, toSeq: null });
}

/** What this record added: after one that makes the messages anew, only the last of them is new, if any is. */
function newItems(
  before: Worker | undefined,
  after: Worker,
  { record }: StoredRecord,
): readonly TranscriptItem[] {
  const mark = conversationMark(record);
  const marks: readonly TranscriptItem[] =
    mark === undefined ? [] : [{ kind: "mark", visibility: "internal", text: mark }];
  const news = itemsOf<Message>(after.messages, placeOfNews(before, after, record));
  return [...marks, ...news.flatMap(itemsIn)];
}

function placeOfNews(before: Worker | undefined, { messages }: Worker, record: WorkerRecord): number {
  if (!rebuildsMessages(record)) return before?.messages.length ?? 0;
  return record.type === "cycle.started" ? messages.length - 1 : messages.length;
}
