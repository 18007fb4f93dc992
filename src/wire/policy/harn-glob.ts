import { escapeGlob } from "../../core/policy/glob.ts";

/** A name that Harn compares as it is, as a pattern of ours. */
export function harnExact(name: string): string {
  return escapeGlob(name);
}

/**
 * A Harn pattern for paths or arguments in our dialect. Harn knows `*`, `prefix*` and `*suffix`, where the
 * star also stands for slashes; that is kept. What Harn would have read as plain text although it looks
 * like a pattern (`*secret*`, `a?c`) is read as the pattern it was meant to be.
 */
export function harnPattern(pattern: string): string {
  if (pattern === "*") return "**";
  const rest = pattern.replace(/^\*|\*$/, "");
  if (rest === pattern || /[*?[\]{}\\]/.test(rest)) return pattern;
  if (pattern.endsWith("/*")) return `${rest}**`;
  const plain = rest.replaceAll(",", "\\,");
  return pattern.endsWith("*") ? `{${plain}*,${plain}*/**}` : suffixPattern(plain);
}

/** `*.ts` in any folder; `*`/x` keeps its slash. */
function suffixPattern(suffix: string): string {
  return suffix.startsWith("/") ? `**${suffix}` : `{*${suffix},**/*${suffix}}`;
}
