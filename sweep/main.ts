import { parseArgs } from "node:util";
import { printFigures } from "../bench/figures.ts";
import { shardFrom } from "./shard.ts";

const SWEEPS = [
  "store-kills",
  "discard-kills",
  "race",
  "concurrent",
  "kill",
  "workflow-kill",
  "faults",
  "simulate",
  "power",
  "redteam",
  "fuzz",
  "snapshots",
  "dirty",
] as const;

// `npm run -s sweep -- NAME [options]`: progress on stderr, figures on stdout; with --json the last
// line is one object. Exit 1 when something was found that must not be.
const USAGE = `say which sweep: ${SWEEPS.join(", ")}
  --count N     how many points          --seed S      which ones (printed with the figures)
  --at NAME     only this one, as a sweep named it
  --shard I/N   every N-th of them       --state FILE  goes on after the points that FILE knows
  --write       (redteam) puts the table into docs/security.md
  --trace       tells every step         --defect NAME plants a fault that must be found
  --json        figures as one JSON object, the last line`;

const { values, positionals } = readArguments(() =>
  parseArgs({
    options: {
      help: { type: "boolean" },
      json: { type: "boolean" },
      trace: { type: "boolean" },
      write: { type: "boolean" },
      count: { type: "string" },
      seed: { type: "string" },
      shard: { type: "string" },
      at: { type: "string", multiple: true },
      state: { type: "string" },
      defect: { type: "string" },
    },
    allowPositionals: true,
  }),
);
if (values.help === true) {
  process.stdout.write(`npm run -s sweep -- NAME [options]: ${USAGE}\n`);
  process.exit(0);
}
const name = SWEEPS.find((sweep) => sweep === positionals[0]);
const count = whole(values.count);
const seed = whole(values.seed) ?? 1;
const shard = shardFrom(values.shard ?? "1/1");
const bad = name === undefined || positionals.length !== 1 || shard === undefined;
if (bad || Number.isNaN(count) || Number.isNaN(seed)) {
  process.stderr.write(`legate: ${USAGE}\n`);
  process.exit(2);
}
const sweep = (await import(`./${name}.ts`)) as {
  run: (options: object) => Promise<Record<string, unknown>>;
};
const figures = await sweep.run({
  seed,
  shard,
  ...(count === undefined ? {} : { count }),
  ...(values.at === undefined ? {} : { at: values.at }),
  ...(values.state === undefined ? {} : { state: values.state }),
  ...(values.write ? { write: true } : {}),
  ...(values.defect === undefined ? {} : { defect: values.defect }),
  ...(values.trace ? { trace: (line: string) => process.stderr.write(`${line}\n`) } : {}),
});
printFigures(name, { seed, ...figures }, values.json ?? false);
const wrong = ["acknowledgedLost", "repeatedSilently", "unreadable", "failed", "escapes", "lost"];
if (wrong.some((figure) => Number(figures[figure] ?? 0) > 0)) process.exitCode = 1;

function readArguments<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    process.stderr.write(`legate: ${error instanceof Error ? error.message : String(error)}\n${USAGE}\n`);
    return process.exit(2);
  }
}

function whole(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  return /^\d+$/.test(text) ? Number(text) : Number.NaN;
}
