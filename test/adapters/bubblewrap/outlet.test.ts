import { text } from "node:stream/consumers";
import { afterAll, expect, test } from "vitest";
import type { Connection } from "../../../src/ports/sandbox.ts";
import { aCommand, aWorkspace, said, sandbox } from "./a-sandbox.ts";

/** Connects to a port of its loopback, sends its argument, prints what comes back. */
const TALK = [
  "/usr/bin/perl",
  "-MSocket",
  "-e",
  'socket($s, AF_INET, SOCK_STREAM, 0); connect($s, sockaddr_in($ARGV[0], inet_aton("127.0.0.1"))) or die "$!"; syswrite $s, $ARGV[1]; shutdown $s, 1; print while <$s>',
];

const workspace = aWorkspace();
afterAll(workspace.remove);

const nobody = (connection: Connection) => connection.destroy();
const sh = (code: string) => ["/bin/sh", "-c", code];

test("a command's connections to its outlet are taken by the host, all of them", async () => {
  const heard: Promise<string>[] = [];
  const accept = (connection: Connection) => {
    heard.push(text(connection));
    connection.end("from outside ");
  };
  const program = sh('for i in 1 2 3; do "$@" 3128 "from inside"; done');
  const command = aCommand(workspace, [...program, "sh", ...TALK], { outlet: { port: 3128, accept } });
  const outcome = await sandbox.run(command);
  expect(said(outcome)).toBe("from outside from outside from outside ");
  expect(await Promise.all(heard)).toEqual(["from inside", "from inside", "from inside"]);
  expect(outcome).toMatchObject({ ending: "exited", exitCode: 0 });
});

test("without an outlet nobody listens there", async () => {
  const outcome = await sandbox.run(aCommand(workspace, [...TALK, "3128", "x"]));
  expect(said(outcome)).toContain("Connection refused");
});

test("a command with an outlet has no descriptor, no Unix socket and no variable more than others", async () => {
  const look = sh(
    'ls /proc/self/fd | wc -l; env | cut -d= -f1 | sort | tr "\\n" " "; perl -MSocket -e \'print socket($s, AF_UNIX, SOCK_STREAM, 0) ? "OPEN" : "$!"\'',
  );
  const without = await sandbox.run(aCommand(workspace, look));
  const outlet = { port: 3128, accept: nobody };
  expect(said(await sandbox.run(aCommand(workspace, look, { outlet })))).toBe(said(without));
  expect(said(without)).toMatch(/Operation not permitted$/);
});

test("a command with an outlet can be ended while its port is being opened, and begins with its own input", async () => {
  const outlet = { port: 3128, accept: nobody };
  const short = await sandbox.run(aCommand(workspace, sh("echo ran"), { outlet, timeoutMs: 5 }));
  expect(short.ending).toBe("timed-out");
  const reading = aCommand(workspace, sh("cat"), { outlet, stdin: Buffer.from("all of it") });
  expect(said(await sandbox.run(reading))).toBe("all of it");
});

test("a port that no command could open is refused before anything is started", async () => {
  for (const port of [0, 80, 65_536, 1.5]) {
    const command = aCommand(workspace, ["true"], { outlet: { port, accept: nobody } });
    await expect(sandbox.run(command)).rejects.toMatchObject({ code: "bad-input" });
  }
});
