import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { lineageMermaid } from "../../../src/cli/render/lineage-mermaid.ts";
import { lineageText } from "../../../src/cli/render/lineage-text.ts";
import { PLAIN } from "../../../src/cli/render/style.ts";
import { artifactFrom } from "../../../src/core/artifacts/artifact.ts";
import { artifactFileName } from "../../../src/core/artifacts/file-name.ts";
import type { KeptArtifact } from "../../../src/core/artifacts/kept-artifact.ts";
import { ancestryOf, lineageOf } from "../../../src/core/artifacts/lineage.ts";
import { ID } from "../worker/a-worker.ts";
import { anyArtifact } from "./arbitrary-artifact.ts";

const made = (id: string, lineage: readonly string[] = [], title = id): KeptArtifact => ({
  ...artifactFrom(
    { id, kind: "plan", title, text: id, lineage },
    { id, createdAt: "2026-01-01T00:00:00.000Z", source: ID },
  ),
  origin: { way: "call", worker: ID, cycle: 1, seq: 5, call: "t1.1" },
});

const FAMILY = [made("a"), made("b", ["a"]), made("c", ["a", "x"]), made("d", ["b", "c"])];

describe("the lineage of artifacts", () => {
  test("says what each was made from, also what is not among them", () => {
    const lineage = lineageOf(FAMILY);
    expect(lineage.elsewhere).toEqual(["x"]);
    expect(lineage.edges).toContainEqual({ from: "c", to: "d" });
    expect(ancestryOf(lineage, "d").toSorted()).toEqual(["a", "b", "c", "x"]);
  });

  test("has an artifact that was handed on once, where it was first", () => {
    const handedOn = { ...made("a"), origin: { ...made("a").origin, way: "given" as const } };
    expect(lineageOf([made("a"), handedOn]).artifacts).toEqual([made("a")]);
  });

  test("as text has each below what it was made from, and all that is said of it once", () => {
    const from = " 01a20394-5d97 cycle 1, call t1.1";
    expect(lineageText(lineageOf(FAMILY), PLAIN)).toEqual([
      "x  (not here)",
      `  plan: c  c  ${from.trim()}, from 2 artifacts`,
      `    plan: d  d  ${from.trim()}, from 2 artifacts`,
      `plan: a  a  ${from.trim()}`,
      `  plan: b  b  ${from.trim()}, from 1 artifact`,
      "    plan: d  d  (above)",
      "  plan: c  c  (above)",
    ]);
  });

  test("ends where artifacts claim to be made from each other", () => {
    const circle = lineageOf([made("a", ["b"]), made("b", ["a"])]);
    expect(ancestryOf(circle, "a")).toEqual(["b"]);
    expect(lineageText(circle, PLAIN)).toHaveLength(3);
  });

  test("as a flowchart has a box for each worker, and nothing in a title can end its label", () => {
    const hostile = made("e", ["a"], `"] --> a0 ; click a0 href "http://evil"`);
    expect(lineageMermaid(lineageOf([made("a"), hostile]))).toEqual([
      "flowchart TD",
      '  subgraph w0["01a20394-5d97"]',
      '    a0["plan: a"]',
      '    a1["plan: #34;#93; --#62; a0 #59; click a0 href #34;http:#47;#47;evil#34;"]',
      "  end",
      "  a0 --> a1",
    ]);
  });
});

describe("the name of an artifact's file", () => {
  test("says which it is, and what kind of text it holds", () => {
    expect(artifactFileName(made("a", [], "Port the parser!"), 3)).toBe("03-plan-port-the-parser.txt");
    expect(artifactFileName({ ...made("a"), kind: "diff" }, 12)).toBe("12-diff-a.patch");
    const { text: _, ...noText } = made("a");
    expect(artifactFileName({ ...noText, data: { a: 1 } }, 1)).toBe("01-plan-a.json");
  });

  test("is one plain name of its own, whatever the artifact says", () => {
    const hostile = fc.oneof(
      fc.string({ unit: "binary" }),
      fc.constantFrom("../../etc/passwd", "con", "a/b\0c", ""),
    );
    fc.assert(
      fc.property(anyArtifact, hostile, hostile, (artifact, kind, title) => {
        const names = [1, 2].map((place) => artifactFileName({ ...artifact, kind, title }, place));
        for (const name of names) expect(name).toMatch(/^\d\d[a-z0-9-]{0,110}\.(txt|json|patch)$/);
        expect(new Set(names).size).toBe(2);
      }),
    );
  });
});
