import type { Message } from "../../transcript/message.ts";
import { repairPrompt } from "./agent-prompt.ts";
import type { Ended, Running } from "./visit.ts";

/** What the model of a visit that answers once is shown: what was said before, its task, and what it is to mend. */
export function askedIn({ started, repairs }: Pick<Running, "started" | "repairs">): readonly Message[] {
  return [
    ...(started.continues?.messages ?? []),
    { role: "user", text: started.prompt ?? "" },
    ...repairs.flatMap(({ text, problem }): Message[] => [
      said(text),
      { role: "user", text: repairPrompt(problem) },
    ]),
  ];
}

/** All that was said with the model of such a visit; nothing for a visit that asked none here. */
export function conversationIn({ started, settled }: Ended): readonly Message[] | undefined {
  if (started?.started.prompt === undefined || started.started.child !== undefined) return undefined;
  const { text = "" } = settled;
  return [...askedIn(started), ...(text.trim() === "" ? [] : [said(text)])];
}

/** Names the conversation of such a visit. */
export function conversationName(worker: string, { visit, started }: Ended): string {
  const { transcript, mode } = started?.started.continues ?? {};
  if (transcript !== undefined && mode === "inherit") return transcript;
  return `transcript_${worker.slice("worker_".length)}_${visit.id}`;
}

function said(text: string): Message {
  return { role: "assistant", parts: [{ kind: "text", text }] };
}
