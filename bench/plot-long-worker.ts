import { readFileSync } from "node:fs";

/**
 * The picture of `long-worker`: `npm run -s bench -- long-worker --json | node bench/plot-long-worker.ts
 * > docs/long-worker.svg`. Two panels over the turns of one worker: milliseconds and bytes per turn.
 */
const WIDTH = 760;
const PANEL = { left: 76, right: 72, top: 72, height: 210, gap: 76 } as const;
const HEIGHT = PANEL.top + 2 * PANEL.height + PANEL.gap + 96;
const SIDES = [
  { key: "ours", name: "Legate", colour: "#0b6e4f" },
  { key: "theirs", name: "LangGraph.js, SQLite checkpointer", colour: "#b3541e" },
] as const;

interface Panel {
  readonly title: string;
  readonly unit: string;
  readonly top: number;
  readonly lines: readonly { readonly colour: string; readonly values: readonly number[] }[];
}

const { curve, machine, msPerTurnLast, langgraphMsPerTurnLast } = JSON.parse(
  readFileSync(0, "utf8").trim().split("\n").at(-1) ?? "",
);
if (langgraphMsPerTurnLast === undefined) {
  process.stderr.write("legate: these figures are without LangGraph.js, so there is nothing to draw\n");
  process.exit(1);
}
const turns: readonly number[] = curve.turn;
process.stdout.write(picture());

function picture(): string {
  const second = PANEL.top + PANEL.height + PANEL.gap;
  const panels = [
    panel({ title: "Time per turn", unit: "ms", top: PANEL.top, lines: lines("Ms", 1) }),
    panel({ title: "Written to disk per turn", unit: "KiB", top: second, lines: lines("Bytes", 1024) }),
  ];
  const title = "One worker of 500 turns, each adding 2 KB to its transcript, all synced to disk";
  const where = `${machine.cpu}, ${machine.cores} cores, ${machine.memoryGiB} GiB, ${machine.fileSystem}; median of five interleaved rounds, ten turns per point`;
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${HEIGHT}" viewBox="0 0 ${WIDTH} ${HEIGHT}" font-family="ui-sans-serif, system-ui, sans-serif" font-size="13" fill="#24292f" role="img">
<title>${title}: ${shown(msPerTurnLast.median)} ms per turn at the end for Legate, ${shown(langgraphMsPerTurnLast.median)} ms for LangGraph.js</title>
<rect width="${WIDTH}" height="${HEIGHT}" fill="#ffffff"/>
<text x="${PANEL.left}" y="24" font-size="14" font-weight="600">${title}</text>
${panels.join("\n")}
${legend()}
<text x="${PANEL.left}" y="${HEIGHT - 12}" font-size="11" fill="#57606a">${where}</text>
</svg>
`;
}

function lines(of: "Ms" | "Bytes", unit: number): Panel["lines"] {
  return SIDES.map(({ key, colour }) => {
    const values: readonly number[] = curve[`${key}${of}`];
    return { colour, values: values.map((value) => value / unit) };
  });
}

function panel({ title, unit, top, lines }: Panel): string {
  const step = niceStep(Math.max(...lines.flatMap(({ values }) => values)) / 4);
  const most = step * Math.ceil(Math.max(...lines.flatMap(({ values }) => values)) / step);
  const x = (turn: number) => PANEL.left + ((WIDTH - PANEL.left - PANEL.right) * turn) / lastTurn();
  const y = (value: number) => top + PANEL.height * (1 - value / most);
  const rows = Array.from({ length: Math.round(most / step) + 1 }, (_, index) => index * step).map(
    (value) =>
      `<line x1="${PANEL.left}" x2="${WIDTH - PANEL.right}" y1="${y(value)}" y2="${y(value)}" stroke="#d0d7de"/>` +
      `<text x="${PANEL.left - 8}" y="${y(value) + 4}" text-anchor="end">${value.toLocaleString("en")}</text>`,
  );
  const columns = Array.from({ length: 6 }, (_, index) => (lastTurn() * index) / 5).map(
    (turn) => `<text x="${x(turn)}" y="${top + PANEL.height + 18}" text-anchor="middle">${turn}</text>`,
  );
  const drawn = lines.map(({ colour, values }) => {
    const points = values.map((value, index) => `${x(turns[index] ?? 0).toFixed(1)},${y(value).toFixed(1)}`);
    const end = values.at(-1) ?? 0;
    return (
      `<polyline points="${points.join(" ")}" fill="none" stroke="${colour}" stroke-width="2.5"/>` +
      `<text x="${WIDTH - PANEL.right + 8}" y="${y(end) + 4}" fill="${colour}" font-weight="600">${shown(end)}</text>`
    );
  });
  const head = `<text x="${PANEL.left}" y="${top - 10}" font-weight="600">${title} (${unit})</text>`;
  const foot = `<text x="${WIDTH - PANEL.right}" y="${top + PANEL.height + 36}" text-anchor="end">turn</text>`;
  return [head, ...rows, ...columns, foot, ...drawn].join("\n");
}

function legend(): string {
  const y = HEIGHT - 38;
  return SIDES.map(({ name, colour }, index) => {
    const x = PANEL.left + index * 130;
    return `<line x1="${x}" x2="${x + 28}" y1="${y - 4}" y2="${y - 4}" stroke="${colour}" stroke-width="3"/><text x="${x + 36}" y="${y}">${name}</text>`;
  }).join("\n");
}

function lastTurn(): number {
  return Math.ceil((turns.at(-1) ?? 0) / 100) * 100;
}

/** 1, 2 or 5 times a power of ten, and at least `least`. */
function niceStep(least: number): number {
  const power = 10 ** Math.floor(Math.log10(least));
  return [1, 2, 5, 10].map((factor) => factor * power).find((step) => step >= least) ?? least;
}

/** Two digits that count, or all of a larger number. */
function shown(value: number): string {
  return Number(value.toPrecision(value < 100 ? 2 : 4)).toLocaleString("en", { maximumFractionDigits: 1 });
}
