import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { afterEach, beforeEach, expect, test } from "vitest";
import { announceAt } from "../../../src/adapters/unix-socket/announcement.ts";
import { ask } from "../../../src/adapters/unix-socket/ask.ts";
import { connectTo } from "../../../src/adapters/unix-socket/connect.ts";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "legate-ask-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const onNudge = () => undefined;

test("an answer says what the other side wants to say, and that it is there even if it cannot say it", async () => {
  const onPing = async (question: unknown) => ({ heard: question });
  await using _ = await announceAt(folder, "talks.sock", { onNudge, onPing });
  const broken = async () => {
    throw new Error("a bug");
  };
  await using __ = await announceAt(folder, "broken.sock", { onNudge, onPing: broken });
  expect(await ask(folder, "talks.sock", { about: "x" }, 5_000)).toEqual({
    state: "answers",
    answer: { pong: true, heard: { ping: true, about: "x" } },
  });
  expect(await ask(folder, "broken.sock", {}, 5_000)).toEqual({ state: "answers", answer: { pong: true } });
  expect(await ask(folder, "nobody.sock", {}, 5_000)).toEqual({ state: "absent" });
});

test("somebody who asked, stood still and goes on hears the answer that came meanwhile", async () => {
  const heard = Promise.withResolvers<void>();
  const onPing = async () => {
    heard.resolve();
    await pause(300);
    return {};
  };
  await using _ = await announceAt(folder, "slow.sock", { onNudge, onPing });
  const module = new URL("../../../src/adapters/unix-socket/ask.ts", import.meta.url).href;
  const code = `
    import { ask } from ${JSON.stringify(module)};
    console.log((await ask(${JSON.stringify(folder)}, "slow.sock", {}, 1000)).state);`;
  const child = spawn(process.execPath, ["--input-type=module", "-e", code], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const said = once(child.stdout, "data");
  await heard.promise;
  child.kill("SIGSTOP");
  await pause(1_500);
  child.kill("SIGCONT");
  expect(String(await said).trim()).toBe("answers");
});

test("somebody who takes no more callers for a moment is there, and hangs when that does not pass", async () => {
  const code = `
    const server = require("node:net").createServer((socket) => socket.once("data", () => socket.end('{"pong":true}\\n')));
    server.listen({ path: ${JSON.stringify(join(folder, "busy.sock"))}, backlog: 1 }, () => console.log("up"));`;
  const child = spawn(process.execPath, ["-e", code], { stdio: ["ignore", "pipe", "inherit"] });
  await once(child.stdout, "data");
  child.kill("SIGSTOP");
  const callers = Array.from({ length: 8 }, () => connect(join(folder, "busy.sock")).on("error", () => {}));
  await expect(connectTo(folder, "busy.sock"), "the kernel holds no more").rejects.toThrow("EAGAIN");
  expect(await ask(folder, "busy.sock", {}, 400)).toEqual({ state: "silent" });
  const asked = ask(folder, "busy.sock", {}, 20_000);
  child.kill("SIGCONT");
  expect((await asked).state).toBe("answers");
  for (const caller of callers) caller.destroy();
  child.kill("SIGKILL");
});
