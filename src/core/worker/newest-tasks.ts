import { cutText } from "../transcript/observation-mask.ts";

const MOST_TASKS = 20;
const LONGEST_BYTES = 500;

/** The newest of what cycles were for, in short: a summary stays small however long a worker lives. */
export function newestTasks(before: readonly string[], ...more: readonly string[]): readonly string[] {
  return [...before, ...more.slice(-MOST_TASKS).map((task) => cutText(task, LONGEST_BYTES))].slice(
    -MOST_TASKS,
  );
}
