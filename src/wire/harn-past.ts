import type { ForeignPast } from "../core/journal/import-record.ts";
import type { Message } from "../core/transcript/message.ts";
import type { HarnSnapshot } from "./harn-snapshot-shape.ts";

/** The task of every cycle; the present one is the last. */
export function tasksOf({ task, history }: HarnSnapshot): readonly string[] {
  const known = (history ?? []).filter((one) => one.trim() !== "");
  return task == null || task.trim() === "" || known.at(-1) === task ? known : [...known, task];
}

/** A model must be able to go on from it: without a conversation the tasks and the result stand for one. */
export function conversationOf(
  messages: readonly Message[],
  tasks: readonly string[],
  outcome: ForeignPast["outcome"],
): readonly Message[] {
  if (outcome.status !== "completed") return asked(messages, tasks);
  if (messages.length > 0) return messages;
  const answer: Message = { role: "assistant", parts: [{ kind: "text", text: outcome.result }] };
  return [...asked(messages, tasks), ...(outcome.result === "" ? [] : [answer])];
}

/** The conversation asks for the task that was not finished; Harn keeps that of the last success only. */
function asked(messages: readonly Message[], tasks: readonly string[]): readonly Message[] {
  const said = (task: string): Message => ({ role: "user", text: task });
  if (messages.length === 0) return tasks.map(said);
  const isAsked = messages.some(
    (message) => message.role === "user" && message.text.includes(tasks.at(-1) ?? ""),
  );
  if (!isAsked) return [...messages, said(tasks.at(-1) ?? "")];
  return messages.at(-1)?.role === "assistant" ? [...messages, said("Go on with the task.")] : messages;
}
