import type { OpenQuestion } from "../../core/worker/summary.ts";

/** What names a question behind `legate approve` and `deny`: its worker, its call among others, and who answers. */
export function answerTo(id: string, { call, asked }: OpenQuestion, isOnly: boolean): string {
  return `${id}${isOnly ? "" : ` --call ${call}`}${asked === "any" ? "" : " --as NAME"}`;
}
