import type { IRegularForbiddenRuleType } from "dependency-cruiser";

// Read a row as: files in KEY may import files in VALUES. The composition root (cli, and the public
// entry that assembles the library) may import everything; test/layers.test.ts checks the rest.
export const layers: Readonly<Record<string, readonly string[]>> = {
  core: [],
  wire: ["core"],
  ports: ["core"],
  runtime: ["core", "ports"],
  adapters: ["core", "wire", "ports"],
  testing: ["core", "wire", "ports", "adapters/memory", "adapters/scripted"],
};

const ERROR = "error" as const;
const anyOf = (names: readonly string[]) => `^src/(${names.join("|")})/`;

/** dependency-cruiser's `forbidden` rules, made from the table above. */
export const forbidden: IRegularForbiddenRuleType[] = [
  { name: "no-cycles", severity: ERROR, from: { path: "^src/" }, to: { circular: true } },
  ...Object.entries(layers).map(([layer, may]) => ({
    name: `${layer}-imports`,
    severity: ERROR,
    from: { path: `^src/${layer}/` },
    to: { path: "^src/", pathNot: anyOf([layer, ...may]) },
  })),
  {
    name: "core-has-no-dependencies",
    severity: ERROR,
    from: { path: "^src/core/" },
    to: { pathNot: "^src/core/" },
  },
  {
    name: "ports-and-runtime-have-no-packages",
    severity: ERROR,
    from: { path: "^src/(ports|runtime)/" },
    to: { pathNot: "^src/" },
  },
  {
    name: "wire-knows-zod-and-yaml-only",
    severity: ERROR,
    from: { path: "^src/wire/" },
    to: { pathNot: "^src/|^node_modules/(zod|yaml)/" },
  },
  {
    name: "adapters-are-strangers",
    severity: ERROR,
    from: { path: "^src/adapters/([^/]+)/" },
    to: { path: "^src/adapters/", pathNot: "^src/adapters/$1/" },
  },
];
