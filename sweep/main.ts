import { parseArgs } from "node:util";
import { printFigures } from "../bench/figures.ts";

const SWEEPS: Readonly<Record<string, string>> = {
  "store-kills": "store-kills",
  "discard-kills": "discard-kills",
  "path-race": "path-race",
};

// `npm run -s sweep -- NAME [--count N] [--seed S] [--json]`: progress on stderr, figures on stdout.
const { values, positionals } = parseArgs({
  options: { json: { type: "boolean" }, count: { type: "string" }, seed: { type: "string" } },
  allowPositionals: true,
});
const file = SWEEPS[positionals[0] ?? ""];
const count = whole(values.count);
const seed = whole(values.seed) ?? 1;
if (file === undefined || positionals.length !== 1 || Number.isNaN(count) || Number.isNaN(seed)) {
  process.stderr.write(`legate: say which sweep: ${Object.keys(SWEEPS).join(", ")} [--count N] [--seed S]\n`);
  process.exit(2);
}
const sweep = (await import(`./${file}.ts`)) as {
  run: (options: object) => Promise<Record<string, unknown>>;
};
const figures = await sweep.run({ seed, ...(count === undefined ? {} : { count }) });
printFigures(file, { seed, ...figures }, values.json ?? false);

function whole(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  return /^\d+$/.test(text) ? Number(text) : Number.NaN;
}
