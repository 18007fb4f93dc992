import { writeFileSync } from "node:fs";
import { workflowJsonSchema } from "../src/wire/workflow/json-schema.ts";

/** Writes the JSON Schema of workflows that is published with the package; `npm run format` afterwards. */
writeFileSync("docs/workflow.schema.json", `${JSON.stringify(workflowJsonSchema())}\n`);
