import { mkdirSync } from "node:fs";
import { dirname } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { expect, test } from "vitest";
import { systemClock } from "../../../src/adapters/node/clock.ts";
import { sha256Hasher } from "../../../src/adapters/node/hasher.ts";
import { APPLICATION_ID, MIGRATIONS, SCHEMA_VERSION } from "../../../src/adapters/sqlite/schema.ts";
import { createSqliteStore } from "../../../src/adapters/sqlite/store.ts";
import { driverId, type WorkerId, workerId } from "../../../src/core/ids.ts";
import { ScratchDirectory } from "./children.ts";

const open = (file: string) => createSqliteStore({ file, clock: systemClock, hasher: sha256Hasher });
const newWorker = () => workerId(systemClock.uuid());

test("a store of version 1 is opened with all that it holds, and is of this version afterwards", async () => {
  using scratch = new ScratchDirectory();
  const [root, child, grandchild] = [newWorker(), newWorker(), newWorker()];
  makeVersion1(scratch.file, [
    [root, null],
    [child, root],
    [grandchild, child],
  ]);
  await using store = await open(scratch.file);
  expect(await store.streams()).toEqual([
    expect.objectContaining({ worker: root, root, seq: 1, driver: HOLDER, view: VIEW, pendingInbox: 1 }),
    expect.objectContaining({ worker: child, root, parent: root }),
    expect.objectContaining({ worker: grandchild, root, parent: child }),
  ]);
  expect(await store.streams({ idempotencyKey: `key of ${child}` })).toHaveLength(1);
  expect(await store.readAll({ after: 0 })).toHaveLength(3);
  const records = [{ type: "cycle.started", cycle: 2, input: "" }] as const;
  await store.commit({ appends: [{ worker: root, expectedSeq: 1, expectedEpoch: 0, records }] });
  expect(await store.head()).toBe(4);
  expect(versionOf(scratch.file)).toBe(SCHEMA_VERSION);
});

test("processes that open a store of version 1 at once migrate it once", async () => {
  using scratch = new ScratchDirectory();
  makeVersion1(scratch.file, [[newWorker(), null]]);
  const stores = await Promise.all([open(scratch.file), open(scratch.file), open(scratch.file)]);
  for (const store of stores) {
    expect(await store.streams()).toHaveLength(1);
    await store[Symbol.asyncDispose]();
  }
});

const HOLDER = driverId(systemClock.uuid());
const VIEW = { version: 1, status: "running", body: { shown: true } };

/** As the first release would have left it: one record, one command, one view a worker. */
function makeVersion1(file: string, family: readonly (readonly [WorkerId, WorkerId | null])[]): void {
  mkdirSync(dirname(file), { recursive: true });
  const database = new DatabaseSync(file);
  database.exec(`${MIGRATIONS[0]}; PRAGMA application_id = ${APPLICATION_ID}; PRAGMA user_version = 1`);
  const at = systemClock.now();
  const stream = database.prepare(
    `INSERT INTO streams (worker, name, parent, seq, epoch, driver, status, view_version, view_seq, view,
       idempotency_key, created_at, updated_at) VALUES (?, ?, ?, 1, 0, ?, ?, ?, 1, ?, ?, ?, ?)`,
  );
  for (const [index, [worker, parent]] of family.entries()) {
    const { version, status, body } = VIEW;
    const view = JSON.stringify(body);
    stream.run(worker, worker, parent, HOLDER, status, version, view, `key of ${worker}`, at, at);
    database
      .prepare("INSERT INTO records (stream, seq, at, type, v, data) VALUES (?, 1, ?, 'cycle.started', 1, ?)")
      .run(index + 1, at, JSON.stringify({ cycle: 1, input: "" }));
    database
      .prepare("INSERT INTO inbox (stream, command, at, sender, body) VALUES (?, 'c', ?, 'me', '1')")
      .run(index + 1, at);
  }
  database.close();
}

function versionOf(file: string): unknown {
  const database = new DatabaseSync(file);
  const row = database.prepare("PRAGMA user_version").get();
  database.close();
  return row?.["user_version"];
}
