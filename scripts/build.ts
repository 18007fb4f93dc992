import { execFileSync } from "node:child_process";
import { cpSync, rmSync } from "node:fs";

// From TypeScript to what is published. `dist` is made anew, so that nothing deleted lives on in it.
rmSync("dist", { recursive: true, force: true });
execFileSync("tsc", ["-p", "tsconfig.build.json"], { stdio: "inherit" });
// The compiler leaves data where it is.
cpSync("src/adapters/prices/list-prices.json", "dist/adapters/prices/list-prices.json");
