import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { Place } from "./legate-process.ts";

let place: Place;
let model: string;
beforeEach(async () => {
  place = new Place();
  model = place.model(
    "audited",
    `  - calls: [{ tool: write_file, arguments: { path: b.txt, content: "one\\n" } }]
  - calls: [{ tool: run_command, arguments: { argv: ["true"] } }]
  - text: "Written."
`,
  );
  expect((await place.here(["run", "write it", "--model", model, "--name", "writer", "-q"])).code).toBe(0);
});
afterEach(() => place[Symbol.dispose]());

const json = (text: string) => JSON.parse(text);
const at = (name: string) => join(place.path, name);

/** As somebody would who can write the file, and knows SQLite. */
function inStore(sql: string, ...values: (string | number)[]): number {
  using store = new DatabaseSync(join(place.state, "journal.db"));
  return Number(store.prepare(sql).run(...values).changes);
}

async function brokenIn(...args: string[]) {
  const verified = await place.here(["audit", "verify", ...args, "--json"]);
  return { code: verified.code, broken: json(verified.stdout).workers[0].broken };
}

describe("legate audit verify", () => {
  test("finds nothing where nothing was changed: in the store, in an export, in an audit file", async () => {
    writeFileSync(at("audit.pub"), (await place.here(["audit", "key"])).stdout);
    await place.here(["export", "writer", "-o", at("w.legate")]);
    await place.here(["audit", "export", "writer", at("w.audit")]);
    for (const of of [[], ["writer"], [at("w.legate")], [at("w.audit")]]) {
      const keys = of[0]?.includes("/") ? ["--key", at("audit.pub")] : [];
      const verified = await place.here(["audit", "verify", ...of, ...keys, "--json"]);
      expect(json(verified.stdout)).toMatchObject({ ok: true, workers: [{ seals: 1, unsealed: 0 }] });
      expect(verified.code).toBe(0);
    }
    expect((await place.here(["audit", "verify"])).stdout).toContain("1 journal: as sealed");
  });

  test("names the record that somebody changed in the store, and fails", async () => {
    const rule =
      "UPDATE records SET data = replace(data, 'approval:', 'operator:') WHERE type = 'call.decided'";
    expect(inStore(rule)).toBe(2);
    const verified = await place.here(["audit", "verify", "writer"]);
    expect(verified.stdout).toMatch(/broken {2}writer \([\w-]+\): record \d+: changed/);
    expect(verified.code).toBe(1);
  });

  test("names what was taken out, and what cannot even be read", async () => {
    const { broken: none } = await brokenIn("writer");
    expect(none).toBeUndefined();
    expect(inStore("DELETE FROM records WHERE type = 'call.intended' AND seq < 12")).toBe(1);
    expect(await brokenIn("writer")).toMatchObject({ code: 1, broken: { kind: "removed" } });
    expect(inStore("UPDATE records SET data = '{}' WHERE type = 'worker.completed'")).toBe(1);
    expect(await brokenIn("writer")).toMatchObject({ code: 1, broken: { kind: "changed" } });
  });

  test("reads every journal there is, also of a worker that nothing else can show any more", async () => {
    await place.here(["run", "write it", "--model", model, "--name", "other", "-q"]);
    inStore("UPDATE streams SET view = 'no JSON', view_version = 0 WHERE name = 'writer'");
    inStore(
      "UPDATE records SET data = '{}' WHERE type = 'worker.completed' AND stream = (SELECT id FROM streams WHERE name = 'writer')",
    );
    expect((await place.here(["list", "--all"])).code, "it can be shown no more").not.toBe(0);
    const verified = await place.here(["audit", "verify", "--json"]);
    expect(json(verified.stdout).workers).toMatchObject([
      { name: "writer", ok: false, broken: { kind: "changed" } },
      { name: "other", ok: true },
    ]);
    expect(verified.code).toBe(1);
  });

  test("finds a changed audit file, and one that was sealed with another key", async () => {
    await place.here(["audit", "export", "writer", at("w.audit")]);
    const text = readFileSync(at("w.audit"), "utf8");
    writeFileSync(at("forged.audit"), text.replace("write it", "read it!"));
    expect(await brokenIn(at("forged.audit"))).toMatchObject({
      code: 1,
      broken: { kind: "changed", seq: 1 },
    });
    using other = new Place();
    writeFileSync(at("other.pub"), (await other.here(["audit", "key"])).stdout);
    const foreign = await brokenIn(at("w.audit"), "--key", at("other.pub"));
    expect(foreign).toMatchObject({ code: 1, broken: { kind: "bad-signature" } });
  });

  test("finds a journal that was cut short once its head was kept elsewhere", async () => {
    const { head } = json((await place.here(["audit", "verify", "writer", "--json"])).stdout).workers[0];
    await place.here(["send", "writer", "once more"]);
    await place.here(["audit", "export", "writer", at("w.audit")]);
    expect((await brokenIn(at("w.audit"), "--head", head)).broken).toBeUndefined();
    const other = `sha256:${"0".repeat(64)}`;
    expect((await brokenIn(at("w.audit"), "--head", other)).broken).toMatchObject({ kind: "other-head" });
  });
});

test("legate audit seal prints the head, which verify finds again", async () => {
  const { head, sealedAt } = json((await place.here(["audit", "seal", "writer", "--json"])).stdout);
  const [found] = json((await place.here(["audit", "verify", "writer", "--json"])).stdout).workers;
  expect(found).toMatchObject({ head, sealedAt, unsealed: 0 });
});

test("legate audit rotate seals with a new key, which who knows the old one can follow", async () => {
  writeFileSync(at("old.pub"), (await place.here(["audit", "key"])).stdout);
  const { before, key } = json((await place.here(["audit", "rotate", "--json"])).stdout);
  expect(json((await place.here(["audit", "key", "--json"])).stdout)).toMatchObject({
    key,
    before: [before],
  });
  expect((await brokenIn("writer")).broken, "what the old key sealed stays good").toBeUndefined();
  await place.here(["send", "writer", "once more"]);
  await place.here(["resume", "writer", "-f", "-q"]);
  const verified = json((await place.here(["audit", "verify", "writer", "--json"])).stdout);
  expect(verified).toMatchObject({ ok: true, workers: [{ keys: [before, key] }] });
  await place.here(["audit", "export", "writer", at("w.audit")]);
  expect((await brokenIn(at("w.audit"), "--key", at("old.pub"))).broken).toBeUndefined();
  await place.here(["export", "writer", "-o", at("w.legate")]);
  using other = new Place();
  const imported = await other.here(["import", at("w.legate"), "--key", at("old.pub"), "--model", model]);
  expect(imported.code).toBe(0);
});

test("legate audit verify of a child asks its parent, too, how far it came", async () => {
  const helper = place.model("helper", '  - text: "Helped."\n');
  const spawn = `{ tool: spawn_agent, arguments: { task: help, name: helper, model: "${helper}" } }`;
  const lead = place.model(
    "lead",
    `  - calls: [${spawn}]\n  - calls: [{ tool: wait_agent, arguments: {} }]\n  - text: "Both."\n`,
  );
  expect((await place.here(["run", "lead it", "--model", lead, "--name", "lead", "-q"])).code).toBe(0);
  expect(await brokenIn("helper"), "control: it is whole").toMatchObject({ code: 0 });
  const helpers = "(SELECT id FROM streams WHERE name = 'helper')";
  expect(inStore(`DELETE FROM records WHERE stream = ${helpers} AND seq > 1`)).toBeGreaterThan(1);
  expect(await brokenIn("helper")).toMatchObject({ code: 1, broken: { kind: "cut-short", seq: 1 } });
});

test("legate audit show says who did what, by which rule, and what is sealed", async () => {
  const shown = await place.here(["audit", "show", "writer"]);
  expect(shown.stdout).toContain("operator  hands on: write it");
  expect(shown.stdout).toMatch(/runtime {2}allow: run true {2}\[approval: /);
  expect(shown.stdout).not.toContain("not sealed yet");
  const { rows, session } = json((await place.here(["audit", "show", "writer", "--json"])).stdout);
  expect(rows[0]).toMatchObject({ seq: 1, type: "worker.spawned", who: "operator", sealed: true });
  expect(session).toMatchObject({ kind: "worker", parent: null, scope: "apply_worktree" });
});

test("legate audit says what it can do when it is asked for something else", async () => {
  expect((await place.here(["audit", "verfiy"])).stderr).toContain('Did you mean "verify"');
  expect(await place.here(["audit", "export", "writer"])).toMatchObject({ code: 2 });
  expect(await place.here(["audit", "verify", at("audit.none")])).toMatchObject({ code: 2 });
  expect(await place.here(["audit", "verify", "--head", "x"])).toMatchObject({ code: 2 });
});
