import type { Json } from "../../src/core/json.ts";
import type { Chance } from "../chance.ts";

/** Pieces of which attacks are made: of paths, options, shells, globs, protocols, encodings. */
const PIECES = [
  ..."../ ..\\ / // . .. ~ ~/ \0 \n \r\n \t \u001b[2J \u202e \ud800 \ufeff ａ é e\u0301 .git .GIT .g\u200cit git~1".split(
    " ",
  ),
  ..."-x --upload-pack=x -- --exec $( ) ` ; && || | & > < << # ' \" \\ * ** ? [ ] [!a] { } {a,b} ! ^ % %00 %2e%2e".split(
    " ",
  ),
  ..."CON NUL a.lock HEAD @{ a..b refs/heads/ worker_ driver_ legate/ :0 http:// ::1 127.0.0.1 [::] 0x7f.1 example.com".split(
    " ",
  ),
  ..."Bash Bash( Edit(src/**) mcp__a__b domain: __proto__ constructor $blob $escaped null true NaN 1e999 -0 [] {} !!js".split(
    " ",
  ),
  ..."&a *a <<: type: - by version: policy: preset: task: model: tools: sideEffects: any deny allow".split(
    " ",
  ),
  " ",
  "x".repeat(300),
  "a/".repeat(200),
] as const;

export function hostileText(chance: Chance, most = 6): string {
  const pieces = Array.from({ length: 1 + chance.below(most) }, () => piece(chance));
  return pieces.join(chance.happens(0.3) ? "" : (chance.any(["", " ", "/", "\n", ": "]) ?? ""));
}

function piece(chance: Chance): string {
  if (chance.happens(0.15)) return String.fromCharCode(chance.below(0x1_0000));
  if (chance.happens(0.1))
    return String.fromCharCode(...Array.from({ length: 1 + chance.below(8) }, () => chance.below(128)));
  return chance.any(PIECES) ?? "";
}

/** A value with the names of `fields` among its keys, more often than not. */
export function hostileJson(chance: Chance, fields: readonly string[], depth = 0): Json {
  const kind = chance.below(depth > 3 ? 5 : 8);
  if (kind === 0) return null;
  if (kind === 1) return chance.happens(0.5);
  if (kind === 2) return chance.any([0, -1, 1, 1.5, 1e300, 2 ** 53, -0, 30_000]) ?? 0;
  if (kind < 5) return hostileText(chance, 3);
  if (kind === 5)
    return Array.from({ length: chance.below(4) }, () => hostileJson(chance, fields, depth + 1));
  return hostileObject(chance, fields, depth);
}

export function hostileObject(
  chance: Chance,
  fields: readonly string[],
  depth = 0,
): { readonly [key: string]: Json } {
  const entries = Array.from({ length: chance.below(6) }, () => {
    const key = chance.happens(0.8) ? chance.any(fields) : hostileText(chance, 1);
    return [key ?? "x", hostileJson(chance, fields, depth + 1)] as const;
  });
  return Object.fromEntries(entries);
}

/** What somebody wrote, with a few places changed. */
export function mutated(chance: Chance, text: string): string {
  let changed = text;
  for (let count = 1 + chance.below(4); count > 0; count--) {
    const at = chance.below(changed.length + 1);
    const gone = chance.happens(0.5) ? chance.below(6) : 0;
    changed = changed.slice(0, at) + (chance.happens(0.7) ? piece(chance) : "") + changed.slice(at + gone);
  }
  return changed;
}
