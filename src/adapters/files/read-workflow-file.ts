import { readWorkflow } from "../../wire/workflow/read-workflow.ts";
import type { ReadWorkflow, WrongForm } from "../../wire/workflow/workflow-text.ts";
import { readNamedText } from "./read-text.ts";

/** Files that one workflow may name, directly or through others. */
const MOST_FILES = 200;

/**
 * A workflow with all files that it names: other workflows and schemas. Problems are those of its form; whether
 * it makes sense is asked of the graph. Rejects with `bad-input` for a file that cannot be read.
 */
export async function readWorkflowFile(
  path: string,
  format?: string,
): Promise<{ readonly ok: true; readonly value: ReadWorkflow } | WrongForm> {
  const source = await readNamedText(path, "workflow");
  const files = new Map<string, string>();
  for (;;) {
    const reading = readWorkflow(source, { path, files, ...(format === undefined ? {} : { format }) });
    if (reading.ok !== "needs-files") return reading;
    if (files.size + reading.files.length > MOST_FILES) {
      const message = `names more than ${MOST_FILES} files`;
      return { ok: false, problems: [{ line: 1, column: 1, path: "", message }] };
    }
    for (const file of reading.files)
      files.set(file, await readNamedText(file, "file that the workflow names"));
  }
}
