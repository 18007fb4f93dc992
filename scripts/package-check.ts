import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

// The packed tarball as its users get it: entry points resolve, types match, nothing unexpected inside.
const DATA = ["dist/adapters/prices/list-prices.json", "LICENSE", "NOTICE"];
const folder = mkdtempSync(join(tmpdir(), "legate-pack-"));
try {
  const [packed] = JSON.parse(
    execFileSync("npm", ["pack", "--json", "--loglevel=error", "--pack-destination", folder], {
      encoding: "utf8",
    }),
  ) as { filename: string; files: { path: string }[] }[];
  if (packed === undefined) throw new Error("npm packed nothing");
  const strange = packed.files.filter(({ path }) => /^(src|test|bench|sweep)\//.test(path));
  if (strange.length > 0)
    throw new Error(`not to be published: ${strange.map(({ path }) => path).join(", ")}`);
  const missing = DATA.filter((path) => packed.files.every((file) => file.path !== path));
  if (missing.length > 0) throw new Error(`not in the package: ${missing.join(", ")}`);
  const tarball = join(folder, packed.filename);
  execFileSync("publint", ["run", tarball, "--strict"], { stdio: "inherit" });
  execFileSync("attw", [tarball, "--profile", "esm-only"], { stdio: "inherit" });
} finally {
  rmSync(folder, { recursive: true, force: true });
}
