#!/usr/bin/env node
// Plain old syntax on purpose: this file must parse on a Node that is too old for everything else.
var oldest = 24;
var found = process.versions.node;

if (parseInt(found, 10) < oldest) {
  refuse(
    `needs Node ${oldest} or newer, and this is Node ${found}; install it from https://nodejs.org or put it first on PATH.`,
  );
} else {
  start();
}

/** As every other bad input is told: one line for people, or JSON for programs that asked for it. */
function refuse(message) {
  var error = { code: "bad-input", message: message, details: { found: found, oldest: oldest } };
  if (process.argv.indexOf("--json") === -1) process.stderr.write(`legate: ${message}\n`);
  else process.stdout.write(`${JSON.stringify({ error: error })}\n`);
  process.exitCode = 2;
}

function start() {
  // A checkout runs its sources, so that an old build never hides an edit; a package has only the build.
  var source = new URL("../src/cli/main.ts", import.meta.url);
  var built = new URL("../dist/cli/main.js", import.meta.url);
  var isCheckout = process.getBuiltinModule("node:fs").existsSync(source);
  import(isCheckout ? source.href : built.href)
    .then(function begin(cli) {
      return cli.main();
    })
    .catch(function broken(error) {
      process.stderr.write(`legate: could not start: ${error instanceof Error ? error.stack : error}\n`);
      process.exitCode = 1;
    });
}
