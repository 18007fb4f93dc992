import { expect, test } from "vitest";
import { createBubblewrapSandbox } from "../../../src/adapters/bubblewrap/sandbox.ts";
import { runCommand } from "../../../src/adapters/coding-tools/run-command.ts";
import { createEgress } from "../../../src/adapters/egress/egress.ts";
import { createConfiguredSecrets } from "../../../src/adapters/secrets/configured-secrets.ts";
import { effectLevel } from "../../../src/core/policy/effect-level.ts";
import { loopbackOutside } from "../egress/loopback-outside.ts";
import { call, prepare, problemOf, scratch } from "./scratch.ts";

const sandbox = createBubblewrapSandbox({ hidden: [] });
const VALUE = "npm_s3cret/of+mine";
const MARK = "{{secret:NPM_TOKEN}}";
const secrets = createConfiguredSecrets(
  { NPM_TOKEN: { env: "T" }, ABSENT: { env: "NOT_SET" } },
  { T: VALUE },
);

/** Asks the proxy of its environment for each argument, and prints the first line of the answer. */
const ASK = [
  "/usr/bin/perl",
  "-MSocket",
  "-MMIME::Base64",
  "-e",
  '$ENV{HTTPS_PROXY} =~ m{//(.*)@(.*):(.*)}; ($c, $p) = (encode_base64($1, ""), $3); for (@ARGV) { socket(my $s, AF_INET, SOCK_STREAM, 0); connect($s, sockaddr_in($p, inet_aton($2))); syswrite $s, "CONNECT $_ HTTP/1.1\\r\\nProxy-Authorization: Basic $c\\r\\n\\r\\n"; $_ = <$s>; print }',
];

test("a command's hosts stand in its facts and its summary, in one form", async () => {
  await using at = await scratch();
  const tool = runCommand({ sandbox });
  const named = await prepare(tool, { argv: ["true"], network: ["B.example.:8443", "a.example"] }, at.scope);
  expect(named.facts.hosts).toEqual(["a.example:443", "b.example:8443"]);
  expect(named.facts.arguments["network"]).toEqual(["a.example:443", "b.example:8443"]);
  expect(named.summary).toBe("run [network a.example:443, b.example:8443] true");
  expect(effectLevel(named.facts)).toBe("network");
  expect(effectLevel((await prepare(tool, { argv: ["true"] }, at.scope)).facts)).toBe("process_exec");
});

test("what a command reads is part of what people are asked about: a shell's input is a script", async () => {
  await using at = await scratch();
  const tool = runCommand({ sandbox });
  const summaryOf = async (stdin: string) => (await prepare(tool, { argv: ["sh"], stdin }, at.scope)).summary;
  expect(await summaryOf("rm -rf x")).toBe("run [input of 8 bytes] sh <<< rm -rf x");
  const long = await summaryOf("a".repeat(1_000_000));
  expect(long).toMatch(/^run \[input of 1000000 bytes\] sh <<< a+ …$/);
  expect(long.length).toBeLessThan(500);
});

test.each([
  "*.example.com:443",
  "[::1]:443",
  "a.example:0",
  "a.example:99999",
  "a_b.example",
  "a b",
  "",
  "a\0b",
])("%j is no host that a command can name", async (host) => {
  await using at = await scratch();
  const problem = await problemOf(runCommand({ sandbox }), { argv: ["true"], network: [host] }, at.scope);
  expect(problem).toContain("is not a host");
});

test("a command reaches what it named, and what was refused to it is told", async () => {
  await using at = await scratch();
  await using outside = await loopbackOutside({ "good.example": [["93.184.216.34"]] });
  const tool = runCommand({ sandbox, egress: createEgress(outside) });
  const argv = [...ASK, "good.example:443", "evil.example:443", "evil.example:443"];
  const output = await call(tool, { argv, network: ["good.example"] }, at.scope);
  expect(output.text).toContain("200 Connection established");
  expect(output.text).toMatch(/\n--- network\nrefused evil\.example:443: not declared \(2 times\)$/);
  expect(output.network).toEqual({
    decisions: [
      { target: "good.example:443", decision: "allow", rule: "declared", times: 1 },
      { target: "evil.example:443", decision: "deny", rule: "not declared", times: 2 },
    ],
    leftOut: 0,
  });
  expect(outside.dialed).toEqual(["93.184.216.34:443"]);
});

test("a command that names no host has no way out, and says nothing of a network", async () => {
  await using at = await scratch();
  await using outside = await loopbackOutside({ "good.example": [["93.184.216.34"]] });
  const tool = runCommand({ sandbox, egress: createEgress(outside) });
  const output = await call(tool, { shell: "env; cat /proc/net/tcp | wc -l" }, at.scope);
  expect(output.text).toMatch(/\n1$/); // the heading alone: nobody listens
  expect(output.text).not.toMatch(/proxy/i);
  expect(output.network).toBeUndefined();
});

test("where there is no network at all, a command that names a host is not started", async () => {
  await using at = await scratch();
  const output = await call(runCommand({ sandbox }), { argv: ["true"], network: ["a.example"] }, at.scope);
  expect(output).toMatchObject({ status: "error", text: expect.stringContaining("no network here") });
});

test("a secret that a command names is in its environment, and in nothing that it prints", async () => {
  await using at = await scratch();
  const tool = runCommand({ sandbox, secrets });
  const shell =
    'test ${#NPM_TOKEN} = 18 && echo right; echo "a=$NPM_TOKEN"; printf x$NPM_TOKEN | base64; printf %s "$NPM_TOKEN" | od -An -tx1 >&2; for i in 1 2 3; do printf "%.${i}s" "$NPM_TOKEN"; done';
  const live: string[] = [];
  const prepared = await prepare(tool, { shell, secrets: ["NPM_TOKEN"] }, at.scope);
  expect(prepared.facts.secrets).toEqual(["NPM_TOKEN"]);
  expect(prepared.summary).toMatch(/^run \[secrets NPM_TOKEN\] test /);
  const output = await call(tool, { shell, secrets: ["NPM_TOKEN"] }, at.scope, {
    onProgress: (text) => live.push(text),
  });
  expect(output.text).toContain(`right\na=${MARK}\ne${MARK}==\n`);
  expect(output.text).toMatch(/--- stderr\n ?\{\{secret:NPM_TOKEN\}\}$/);
  for (const form of [VALUE, Buffer.from(`x${VALUE}`).toString("base64").slice(2, -2), "6e 70 6d"]) {
    expect(output.text + live.join("")).not.toContain(form);
  }
});

test("a secret that is cut off with a long output does not show what is left of it", async () => {
  await using at = await scratch();
  const tool = runCommand({ sandbox, secrets });
  const shell = "perl -e 'print \"$ENV{NPM_TOKEN},\" x 200_000'";
  const output = await call(tool, { shell, secrets: ["NPM_TOKEN"] }, at.scope);
  expect(output.text + Buffer.from(output.full ?? []).toString()).not.toMatch(/npm_|s3cr|mine/);
});

test("a command that names a secret which cannot be had is not started", async () => {
  await using at = await scratch();
  for (const [ports, name, why] of [
    [{ sandbox, secrets }, "ABSENT", "no environment variable NOT_SET"],
    [{ sandbox, secrets }, "OTHER", "no secret OTHER is configured"],
    [{ sandbox }, "NPM_TOKEN", "was not started"],
  ] as const) {
    const output = await call(runCommand(ports), { shell: "touch ran", secrets: [name] }, at.scope);
    expect(output).toMatchObject({ status: "error", text: expect.stringContaining(why) });
  }
});
