import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { resolve } from "node:path";
import { stripVTControlCharacters } from "node:util";

/**
 * The README's picture from what the demo really prints: `node scripts/picture.ts` runs it on a terminal
 * of its own (by util-linux's `script`), `node scripts/picture.ts -` takes its output on standard input.
 * Nothing is added or left out; folders of this machine are shortened, and long lines fold as on a screen.
 */
const COLUMNS = 118;
const CHARACTER = 7.2; // pixels, at a font size of 12
const LINE = 16;
const EDGE = 16;
const COLOURS = { text: "#d7dae0", dim: "#8b93a1", green: "#7ec699", red: "#f08d8d", yellow: "#e2c275" };
const BACKGROUND = "#1d2027";
const ESCAPE = "\u001b";
const CODES = new RegExp(`(${ESCAPE}\\[[\\d;]*m)`);

interface Look {
  readonly colour: keyof typeof COLOURS;
  readonly bold: boolean;
}
interface Piece {
  readonly text: string;
  readonly look: Look;
}
type Line = readonly Piece[];

const PLAIN: Look = { colour: "text", bold: false };

const output = process.argv[2] === "-" ? readFileSync(0, "utf8") : runDemo();
const lines = shortened(output).trimEnd().split(/\r?\n/);
const svg = picture(painted(lines).flatMap(folded));
writeFileSync("docs/demo.svg", svg);

function runDemo(): string {
  const command = `"${process.execPath}" examples/issue-to-patch.ts`;
  return execFileSync("script", ["-qec", command, "/dev/null"], {
    stdio: ["ignore", "pipe", "inherit"],
    env: { ...process.env, TERM: "xterm-256color", NO_COLOR: "" },
    encoding: "utf8",
  });
}

/** Folders that mean something only on this machine. */
function shortened(text: string): string {
  const scratch = /\S*?\/legate-example-\w+/g;
  return text.replace(scratch, "~").replaceAll(resolve("."), "~/legate").replaceAll(homedir(), "~");
}

/** Looks last over the ends of lines, as on a terminal. */
function painted(all: readonly string[]): Line[] {
  let look = PLAIN;
  return all.map((line) => {
    const pieces: Piece[] = [];
    for (const part of line.split(CODES)) {
      const code = part.startsWith(`${ESCAPE}[`) && part.endsWith("m") ? part.slice(2, -1) : undefined;
      if (code !== undefined) look = lookAfter(look, code);
      else pieces.push({ text: stripVTControlCharacters(part), look });
    }
    return pieces.filter(({ text }) => text !== "");
  });
}

function lookAfter(look: Look, code: string): Look {
  const colours: Readonly<Record<string, Look["colour"]>> = { "31": "red", "32": "green", "33": "yellow" };
  if (code === "1") return { ...look, bold: true };
  if (code === "2") return { ...look, colour: "dim" };
  if (code === "22") return { colour: look.colour === "dim" ? "text" : look.colour, bold: false };
  if (code === "0" || code === "") return PLAIN;
  return { ...look, colour: colours[code] ?? "text" };
}

function folded(line: Line): Line[] {
  const rows: Piece[][] = [[]];
  let column = 0;
  for (const piece of line) {
    for (let rest = [...piece.text]; rest.length > 0; ) {
      if (column === COLUMNS) {
        rows.push([]);
        column = 0;
      }
      const fits = rest.slice(0, COLUMNS - column);
      rows.at(-1)?.push({ text: fits.join(""), look: piece.look });
      column += fits.length;
      rest = rest.slice(fits.length);
    }
  }
  return rows;
}

function picture(rows: readonly Line[]): string {
  const width = Math.round(COLUMNS * CHARACTER + 2 * EDGE);
  const height = rows.length * LINE + 2 * EDGE;
  const font = "ui-monospace, 'DejaVu Sans Mono', Menlo, Consolas, monospace";
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img">`,
    "<title>Output of ./scripts/demo</title>",
    `<rect width="${width}" height="${height}" rx="8" fill="${BACKGROUND}"/>`,
    `<g font-family="${font}" font-size="12">`,
    ...rows.flatMap((row, index) => drawn(row, EDGE + (index + 1) * LINE - 4)),
    "</g>\n</svg>\n",
  ].join("\n");
}

/** Each piece has its own place and length, so that columns meet in any font; blanks are left out, which not all viewers keep. */
function drawn(row: Line, y: number): string[] {
  let column = 0;
  return joined(row).flatMap(({ text, look }) => {
    const start = column;
    column += [...text].length;
    return [...text.matchAll(/\S+(?: \S+)*/gu)].map(({ 0: words, index }) => {
      const before = [...text.slice(0, index)].length;
      return word(words, look, EDGE + (start + before) * CHARACTER, y);
    });
  });
}

function word(text: string, look: Look, x: number, y: number): string {
  const weight = look.bold ? ' font-weight="bold"' : "";
  const size = `textLength="${([...text].length * CHARACTER).toFixed(1)}"`;
  return `<text x="${x.toFixed(1)}" y="${y}" fill="${COLOURS[look.colour]}"${weight} ${size}>${escaped(text)}</text>`;
}

/** Streamed words of one look are one piece. */
function joined(row: Line): Line {
  const pieces: Piece[] = [];
  for (const piece of row) {
    const last = pieces.at(-1);
    const same = last?.look.colour === piece.look.colour && last.look.bold === piece.look.bold;
    if (same) pieces[pieces.length - 1] = { ...piece, text: last.text + piece.text };
    else pieces.push(piece);
  }
  return pieces;
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
