import { existsSync, writeFileSync } from "node:fs";
import { afterAll, expect, test } from "vitest";
import { aCommand, aWorkspace, said, sandbox } from "./a-sandbox.ts";

const workspace = aWorkspace();
afterAll(workspace.remove);
const run = (...argv: string[]) => sandbox.run(aCommand(workspace, argv));

test("Node's test runner, with a server on localhost, a worker thread and a child process, works inside", async () => {
  writeFileSync(
    `${workspace.path}/a.test.mjs`,
    `import test from "node:test"; import assert from "node:assert"; import http from "node:http";
     import { execFileSync } from "node:child_process"; import { Worker } from "node:worker_threads"; import os from "node:os";
     test("serves itself", async () => {
       const server = http.createServer((_, answer) => answer.end("hi")).listen(0, "localhost");
       await new Promise((ready) => server.once("listening", ready));
       assert.equal(await (await fetch("http://localhost:" + server.address().port)).text(), "hi");
       server.closeAllConnections(); server.close();
     });
     test("has a child, a thread and a user", async () => {
       assert.equal(execFileSync("echo", ["x"]).toString(), "x\\n");
       await new Promise((done) => new Worker("", { eval: true }).once("exit", done));
       assert.equal(os.userInfo().homedir, "/home/agent");
     });`,
  );
  const outcome = await run("node", "--test");
  expect(said(outcome)).toContain("pass 2");
  expect(outcome.exitCode).toBe(0);
});

test("git makes a repository and a commit inside", async () => {
  const script = `set -e; git init -q repo; cd repo; echo x > f; git add f
    git -c user.name=a -c user.email=a@b commit -qm one; git log --oneline | wc -l`;
  expect(said(await run("/bin/sh", "-c", script)).trim()).toMatch(/1$/);
});

test("npm, where it is installed for everyone, answers inside", async () => {
  if (!existsSync("/usr/bin/npm")) return;
  expect(said(await run("/usr/bin/npm", "-v"))).toMatch(/^\d+\.\d+/);
});

test("Python, where it is installed for everyone, runs threads, processes and a server inside", async () => {
  if (!existsSync("/usr/bin/python3")) return;
  const script = `import subprocess, threading, socket
t = threading.Thread(target=lambda: None); t.start(); t.join()
s = socket.create_server(("localhost", 0)); c = socket.create_connection(s.getsockname())
print(subprocess.check_output(["echo", "fine"]).decode().strip())`;
  expect(said(await run("/usr/bin/python3", "-c", script))).toBe("fine\n");
});
