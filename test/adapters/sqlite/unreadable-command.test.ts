import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterEach, beforeEach, expect, test } from "vitest";
import { systemClock } from "../../../src/adapters/node/clock.ts";
import { sha256Hasher } from "../../../src/adapters/node/hasher.ts";
import { createSqliteStore } from "../../../src/adapters/sqlite/store.ts";
import { openIn, PLACE, smallWorld } from "../../support/small-world.ts";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "legate-unreadable-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const TURNS = [{ calls: [{ tool: "send", arguments: { text: "s" } }] }, { text: "Sent." }];

test("a command that cannot be read is refused once, by name, and keeps nobody from anything", async () => {
  const file = join(folder, "journal.db");
  await using store = await createSqliteStore({ file, clock: systemClock, hasher: sha256Hasher });
  const small = smallWorld(TURNS);
  const world = { ...small, ports: { ...small.ports, store } };
  const { legate } = await openIn(world);
  await using _ = legate;
  const { id } = await legate.spawn({ task: "t", workspace: PLACE, policy: {} });
  await legate.wait(id);
  using database = new DatabaseSync(file);
  const garbled =
    "INSERT INTO inbox (stream, command, at, sender, body) SELECT id, 'garbled', '', 'x', '{\"type\": \"se' FROM streams";
  database.prepare(garbled).run();
  await legate.approve(id);
  expect((await legate.wait(id)).workers[0]).toMatchObject({ status: "completed", result: "Sent." });
  const refusals = (await legate.records(id)).filter(({ record }) => record.type === "command.refused");
  expect(refusals.map(({ record }) => record)).toMatchObject([
    {
      commandId: "garbled",
      code: "unknown-command",
      reason: "it cannot be read, or this release does not know it",
    },
  ]);
  const kept = await store.inboxCommand(id, "garbled");
  expect(kept).toMatchObject({ body: '{"type": "se', consumedAtSeq: refusals[0]?.seq });
  expect(world.broken).toEqual([]);
});
