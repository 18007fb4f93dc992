import type { OpenEscalation, OpenQuestion } from "../../core/worker/summary.ts";

/** What names a question behind `legate approve` and `deny`: its worker, its call among others, and who answers. */
export function answerTo(id: string, { call, asked }: OpenQuestion, isOnly: boolean): string {
  return `${id}${isOnly ? "" : ` --call ${call}`}${asked === "any" ? "" : " --as NAME"}`;
}

/** The commands that answer a step which asked for help, or give it up. Where the worker asks more, they name it. */
export function helpLine(id: string, { visit }: Pick<OpenEscalation, "visit">, isOnly: boolean): string {
  const which = `${id}${isOnly ? "" : ` --call ${visit}`}`;
  return `legate send ${which} "…"   or   legate deny ${which} --reason "…"`;
}
