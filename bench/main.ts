import { parseArgs } from "node:util";
import { printFigures } from "./figures.ts";

const BENCHMARKS = [
  "append",
  "big-journal",
  "parked-streams",
  "turn",
  "spawn",
  "pool",
  "checkpoint",
  "sandbox",
  "peers",
  "long-worker",
  "parked",
  "map",
  "graph",
] as const;

// `npm run -s bench -- NAME [--json]`: progress on stderr, figures on stdout.
const { values, positionals } = parseArgs({ options: { json: { type: "boolean" } }, allowPositionals: true });
const name = BENCHMARKS.find((known) => known === positionals[0]);
if (name === undefined || positionals.length !== 1) {
  process.stderr.write(`legate: say which benchmark: ${BENCHMARKS.join(", ")}\n`);
  process.exit(2);
}
process.stderr.write(`measuring ${name} …\n`);
const benchmark = (await import(`./${name}.ts`)) as {
  run: (options: object) => Promise<Record<string, unknown>>;
};
printFigures(name, await benchmark.run({}), values.json ?? false);
