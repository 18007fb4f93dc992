import { readdirSync, readFileSync } from "node:fs";

/** Every page that people read, by its path from the top. */
export function pages(): ReadonlyMap<string, string> {
  const below = readdirSync("docs", { recursive: true, encoding: "utf8" });
  const paths = ["README.md", "CHANGELOG.md", ...below.map((path) => `docs/${path}`)];
  const markdown = paths.filter((path) => path.endsWith(".md"));
  return new Map(markdown.map((path) => [path, readFileSync(path, "utf8")]));
}
