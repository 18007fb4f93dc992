import type { WorkerRecord } from "../journal/record.ts";

/** Whether the messages after this record are others than before, and not only more. */
export function rebuildsMessages(record: WorkerRecord): boolean {
  if (record.type === "transcript.compacted") return true;
  const mode = record.type === "cycle.started" ? record.carry?.transcript : undefined;
  return mode === "reset" || mode === "compact";
}

/** What a record did to the conversation itself, in words for people. */
export function conversationMark(record: WorkerRecord): string | undefined {
  switch (record.type) {
    case "transcript.compacted": {
      const { replaced, results = [], strategy } = record;
      const told =
        replaced === undefined ? [] : [`${replaced.messages} messages told in short (${strategy})`];
      const cut = results.length === 0 ? [] : [`${results.length} results cut`];
      return [...told, ...cut].join(", ");
    }
    case "cycle.started":
      return cycleMark(record);
    case "worker.forked":
      return `a copy of ${record.from} from here on`;
    case "worker.imported":
      return `imported from ${record.from.format}`;
    default:
      return undefined;
  }
}

function cycleMark({ cycle, carry }: WorkerRecord & { readonly type: "cycle.started" }): string {
  switch (carry?.transcript) {
    case undefined:
    case "inherit":
      return `cycle ${cycle}`;
    case "fork":
      return `cycle ${cycle}: goes on as a conversation of its own`;
    case "reset":
      return `cycle ${cycle}: begins anew, knowing nothing of what was said before`;
    case "compact": {
      const told = carry.replaced === undefined ? "" : `, ${carry.replaced.messages} messages told in short`;
      return `cycle ${cycle}: goes on as a conversation of its own${told}`;
    }
  }
}
