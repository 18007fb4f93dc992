import type { ConflictSide, MergeConflict } from "../../../ports/landings.ts";
import { objectId } from "../object-id.ts";

export type Unmerged = Omit<MergeConflict, "merged">;

/**
 * Reads what `merge-tree --write-tree -z --messages` says: the id of a tree, the entries that are in
 * conflict by stage, an empty field, and messages, each with the paths that it is about.
 */
export function parseMerge(said: string): { readonly tree: string; readonly unmerged: readonly Unmerged[] } {
  const [first, ...fields] = said.split("\0");
  const tree = objectId(first?.trim(), "the merged tree");
  const end = fields.indexOf("");
  const sides = readSides(end < 0 ? fields : fields.slice(0, end));
  const messages = readMessages(end < 0 ? [] : fields.slice(end + 1)).filter(
    ({ kind }) => kind !== undefined,
  );
  const told = messages.flatMap(({ paths }) => paths.slice(0, 1));
  const paths = [...new Set([...sides.keys(), ...told])];
  return { tree, unmerged: paths.map((path) => conflictAt(path, sides.get(path) ?? {}, messages)) };
}

type Sides = Pick<MergeConflict, "base" | "ours" | "theirs">;

const STAGES: Readonly<Record<string, keyof Sides>> = { "1": "base", "2": "ours", "3": "theirs" };

function readSides(fields: readonly string[]): ReadonlyMap<string, Sides> {
  const found = new Map<string, Sides>();
  for (const field of fields) {
    const [, mode = "", id = "", stage = "", path = ""] =
      /^(\d{6}) ([0-9a-f]+) ([123])\t([\s\S]+)$/.exec(field) ?? [];
    const side = STAGES[stage];
    if (side === undefined) continue;
    const entry: ConflictSide = { mode, id };
    found.set(path, { ...found.get(path), [side]: entry });
  }
  return found;
}

interface Message {
  readonly paths: readonly string[];
  /** Absent when it is no conflict. */
  readonly kind?: string;
  readonly text: string;
}

/** Each: how many paths, the paths, the type, the text. */
function readMessages(fields: readonly string[]): readonly Message[] {
  const messages: Message[] = [];
  for (let at = 0; at < fields.length && fields[at] !== ""; ) {
    const count = Number(fields[at]);
    if (!Number.isInteger(count) || count < 0) break;
    const paths = fields.slice(at + 1, at + 1 + count);
    const [type = "", text = ""] = fields.slice(at + 1 + count, at + 3 + count);
    const kind = /^CONFLICT \((.+?)\)/.exec(type)?.[1];
    messages.push({ paths, text: text.trim(), ...(kind === undefined ? {} : { kind }) });
    at += 3 + count;
  }
  return messages;
}

function conflictAt(path: string, sides: Sides, messages: readonly Message[]): Unmerged {
  const about = messages.find(({ paths }) => paths.includes(path));
  return { path, kind: about?.kind ?? "contents", message: about?.text ?? `${path} differs`, ...sides };
}
