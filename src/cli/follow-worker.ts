import type { WorkerSummary } from "../core/worker/summary.ts";
import type { Legate } from "../runtime/legate.ts";
import type { WorkerEvent } from "../runtime/legate-options.ts";
import type { Output } from "./output.ts";
import { createNarrator } from "./render/narrate-records.ts";
import { oneLine, plainText } from "./render/plain-text.ts";

export interface FollowOptions {
  /** Tell only what comes after this record. @default 0: from the beginning */
  readonly afterSeq?: number;
  /** `rest` also ends when the worker needs a person. @default "rest" */
  readonly until?: "rest" | "settled";
}

/** Tells a worker's progress on standard error until it rests; answers with how it is then. */
export async function followWorker(
  legate: Legate,
  worker: string,
  output: Output,
  { afterSeq = 0, until = "rest" }: FollowOptions = {},
): Promise<WorkerSummary> {
  const teller = createTeller(output);
  const atRest = new AbortController();
  let seen = afterSeq;
  const see = (event: WorkerEvent) => {
    if (event.kind === "record") seen = event.record.seq;
    teller.see(event);
  };
  const watch = async () => {
    for await (const event of legate.events(worker, { afterSeq, signal: atRest.signal })) see(event);
  };
  const resting = legate.wait(worker, { until }).finally(() => atRest.abort());
  const [{ workers }] = await Promise.all([resting, watch()]);
  // What was committed between the last event and the rest.
  for (const record of await legate.records(worker, { afterSeq: seen })) {
    see({ kind: "record", worker: record.worker, record });
  }
  const [rested] = workers;
  if (rested === undefined) throw new Error(`waiting for ${worker} answered nobody`);
  return rested;
}

/** Shows events as they come: text streams when somebody watches, else each answer comes whole. */
function createTeller(output: Output): { see(event: WorkerEvent): void } {
  const streamed = new Map<number, number>();
  const narrator = createNarrator({
    style: output.progressStyle,
    maxLines: 12,
    isSpoken: (turn) => (streamed.get(turn) ?? 0) > 0,
  });
  let midLine = false;
  return {
    see(event) {
      if (event.kind === "record") {
        const lines = narrator.tell(event.record);
        if (lines.length > 0 && midLine) output.progressPiece("\n");
        if (lines.length > 0) midLine = false;
        output.progress(lines);
        return;
      }
      if (event.event.type === "live.progress") {
        if (midLine) output.progressPiece("\n");
        midLine = false;
        output.progress([output.progressStyle.dim(`  ${oneLine(event.event.text, 300)}`)]);
        return;
      }
      if (!output.live || event.event.type !== "live.text") return;
      const { turn, delta } = event.event;
      const text = plainText(delta);
      streamed.set(turn, (streamed.get(turn) ?? 0) + text.length);
      output.progressPiece(output.progressStyle.dim(text));
      if (text !== "") midLine = !text.endsWith("\n");
    },
  };
}
