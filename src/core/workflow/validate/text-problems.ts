import type { Comparison, Read, TextReader } from "../expression.ts";
import { type NodeText, nodeTexts } from "../node-texts.ts";
import { declaredTypes, declaredWords } from "./declared-types.ts";
import type { GraphIndex } from "./graph-index.ts";
import { type GraphProblem, graphError, ofNode, type Path } from "./graph-problem.ts";
import { readProblem } from "./read-problem.ts";

/** Expressions and templates that are none, give the wrong thing, or read what is not there. */
export function textProblems(index: GraphIndex, reader: TextReader): readonly GraphProblem[] {
  const ofNodes = index.ids.flatMap((id) => {
    const node = index.node(id);
    const texts = node === undefined ? [] : nodeTexts(node);
    return ofNode(
      id,
      texts.flatMap((text) => problemsOf(reader, index, ["nodes", id], text, id)),
    );
  });
  const ofOutputs = Object.entries(index.graph.outputs).flatMap(([name, source]) =>
    problemsOf(reader, index, ["outputs"], { language: "expression", source, path: [name], names: [] }),
  );
  return [...ofNodes, ...ofOutputs];
}

function problemsOf(
  reader: TextReader,
  index: GraphIndex,
  place: Path,
  text: NodeText,
  node?: string,
): readonly GraphProblem[] {
  const path = [...place, ...text.path];
  const reading =
    text.language === "template" ? reader.template(text.source) : reader.expression(text.source);
  if (!reading.ok) return [{ ...graphError(path, reading.message), offset: reading.offset }];
  const wrongType = typeProblem(text.gives, reading.type);
  if (wrongType !== undefined) return [graphError(path, wrongType)];
  const wrongDeclared = declaredProblem(index, text, reading.reads);
  if (wrongDeclared !== undefined) return [graphError(path, wrongDeclared)];
  const mismatch = mismatchOf(reader, index, text, reading.reads);
  if (mismatch !== undefined) return [graphError(path, mismatch)];
  const reads = reading.reads.flatMap((read) => {
    const message = readProblem(index, read, text, node);
    return message === undefined ? [] : [{ ...graphError(path, message), offset: read.offset }];
  });
  const words = (reading.compares ?? []).flatMap((comparison) => {
    const message = wordProblem(index, comparison);
    return message === undefined ? [] : [{ ...graphError(path, message), offset: comparison.offset }];
  });
  return [...reads, ...words];
}

/** A word that the value is never: mistyped, or of an older version of what declares it. */
function wordProblem(index: GraphIndex, { path, word }: Comparison): string | undefined {
  const words = declaredWords(index, path);
  if (words === undefined || words.includes(word)) return undefined;
  const known = words.map((one) => JSON.stringify(one)).join(", ");
  return `${path.join(".")} is never ${JSON.stringify(word)}; it is declared as ${words.length === 0 ? "no text" : `one of ${known}`}`;
}

/** Of a condition over declared values: what no value of them could mend. */
function mismatchOf(
  reader: TextReader,
  index: GraphIndex,
  { language, source }: NodeText,
  reads: readonly Read[],
): string | undefined {
  if (language !== "expression") return undefined;
  const types = reads
    .map(({ path }) => declaredTypes(index, path))
    .map((all) => (all?.length === 1 ? all[0] : undefined));
  return types.some((type) => type !== undefined) ? reader.mismatch(source, types) : undefined;
}

const TYPES: Readonly<
  Record<NonNullable<NodeText["gives"]>, { readonly fits: RegExp; readonly words: string }>
> = {
  bool: { fits: /^(?:bool|dyn)$/, words: "true or false" },
  list: { fits: /^(?:list(?:<.*>)?|dyn)$/, words: "a list" },
  time: { fits: /^(?:string|google\.protobuf\.Timestamp|dyn)$/, words: "a time" },
};

/** Of a text that is nothing but a name: what is declared to be there is something else. */
function declaredProblem(
  index: GraphIndex,
  { gives, source }: NodeText,
  [read, ...others]: readonly Read[],
): string | undefined {
  if (gives === undefined || gives === "time" || read === undefined || others.length > 0) return undefined;
  if (source.trim() !== read.path.join(".")) return undefined;
  const types = declaredTypes(index, read.path);
  if (types === undefined || types.includes(DECLARED[gives])) return undefined;
  return `must give ${TYPES[gives].words}, and ${source.trim()} is declared as ${types.join(" or ")}`;
}

const DECLARED = { bool: "boolean", list: "array" } as const;

function typeProblem(gives: NodeText["gives"], type: string): string | undefined {
  if (gives === undefined || TYPES[gives].fits.test(type)) return undefined;
  return `must give ${TYPES[gives].words}, and gives ${type}`;
}
