import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { sha256Hasher } from "../../src/adapters/node/hasher.ts";
import type { StoredRecord, WorkerRecord } from "../../src/core/journal/record.ts";
import { rootCeiling } from "../../src/core/policy/ceiling.ts";
import { isWithin } from "../../src/core/policy/narrow.ts";
import { PRESETS, preset } from "../../src/core/policy/presets.ts";
import type { ExportPart, WorkerExport } from "../../src/ports/worker-export.ts";
import { importAuthority } from "../../src/runtime/import-authority.ts";
import type { ImportedFile } from "../../src/runtime/import-worker.ts";
import type { Legate } from "../../src/runtime/legate.ts";
import { anyPolicy } from "../core/policy/arbitrary-policy.ts";
import { dyingStore } from "../support/dying-store.ts";
import { A_SEAL, resealed } from "../support/resealed.ts";
import { FREELY, openIn, PLACE, smallWorld, type World } from "../support/small-world.ts";

/** What came out of one world, held in memory as a file would hold it. */
async function carried(legate: Legate, worker: string): Promise<ImportedFile> {
  await using exported = await legate.export(worker);
  const parts: ExportPart[] = [];
  for await (const part of exported.parts()) parts.push(part);
  return fileOf(exported, parts);
}

function fileOf({ about }: Pick<WorkerExport, "about">, parts: readonly ExportPart[]): ImportedFile {
  return {
    about,
    digest: "sha256:0123456789abcdef",
    async *parts() {
      yield* parts;
    },
  };
}

async function partsOf(file: WorkerExport): Promise<ExportPart[]> {
  const parts: ExportPart[] = [];
  for await (const part of file.parts()) parts.push(part);
  return parts;
}

/** A worker that put one thing, and asks before it sends another. */
async function aParkedWorker(world: World): Promise<ImportedFile> {
  const { legate } = await openIn(world);
  await using _ = legate;
  const approvals = { otherwise: "allow", ask: [{ tools: ["send"] }] } as const;
  const { id } = await legate.spawn({ task: "send it", workspace: PLACE, policy: {}, approvals });
  await legate.wait(id);
  return carried(legate, id);
}

const PUT_THEN_SEND = [
  { calls: [{ tool: "put", arguments: { text: "a" } }] },
  { calls: [{ tool: "send", arguments: { text: "b" } }] },
] as const;

const GIVEN = { policy: {}, approvals: { otherwise: "allow" } } as const;
const asData = ({ at, seq, record }: Pick<StoredRecord, "at" | "seq" | "record">) => ({ at, seq, record });

describe("a worker that is moved to another state directory", () => {
  test("has the same life there, record by record, and one that says so", async () => {
    const there = smallWorld([...PUT_THEN_SEND.slice(0, 1), { text: "done" }]);
    const first = await openIn(there);
    await using _ = first.legate;
    const { id } = await first.legate.spawn({ task: "t", ...FREELY });
    await first.legate.wait(id);
    const lived = await first.legate.records(id);
    const before = await first.legate.get(id);

    const { legate } = await openIn(smallWorld([]));
    await using __ = legate;
    const { worker } = await legate.import(await carried(first.legate, id), { ...GIVEN, by: "ann" });
    const { updatedAt, seq, workspace, preset: __preset, ...same } = before;
    expect(worker).toMatchObject(same);
    expect(await legate.get(id)).toEqual(worker);
    const records = await legate.records(id);
    expect(records.slice(0, lived.length).map(asData)).toEqual(lived.map(asData));
    expect(records.slice(lived.length).map(({ record }) => record)).toMatchObject([
      { type: "sandbox.reported" },
      { type: "workspace.opened", workspace: { root: "/unpacked/5/sha256:01234" } },
      { type: "worker.imported", by: "ann", digest: "sha256:0123456789abcdef", from: { format: "legate" } },
      { type: "audit.sealed", place: lived.length + 4 },
    ]);
  });

  test("does nothing by itself, not even for a driver that takes whatever is free; resumed, it goes on after its last record", async () => {
    const there = smallWorld(PUT_THEN_SEND);
    const file = await aParkedWorker(there);
    const here = smallWorld([
      { text: "never said" },
      { text: "never said" },
      { expect: { message: ["send did b"] }, text: "Sent." },
    ]);
    const { legate, driver } = await openIn(here, { adopts: true });
    await using _ = legate;
    const { worker } = await legate.import(file, GIVEN);
    await driver.looked();
    expect(await legate.get(worker.id)).toMatchObject({ status: "interrupted", epoch: 1 });
    expect(here.ledger).toEqual([]);
    await legate.resume(worker.id);
    const [waits] = (await legate.wait(worker.id)).workers;
    expect(waits, "the question is asked anew").toMatchObject({ status: "waiting", waitingOn: "approval" });
    await legate.approve(worker.id);
    const [done] = (await legate.wait(worker.id, { until: "settled" })).workers;
    expect(done).toMatchObject({ status: "completed", result: "Sent.", turns: 3, calls: 2 });
    expect(here.ledger.map(({ tool, text }) => `${tool} ${text}`)).toEqual(["send b"]);
    expect(there.ledger.map(({ tool, text }) => `${tool} ${text}`)).toEqual(["put a"]);
  });

  test("that is here already is refused, with the way out, and stays as it is", async () => {
    const world = smallWorld(PUT_THEN_SEND);
    const file = await aParkedWorker(world);
    const { legate } = await openIn(world);
    await using _ = legate;
    const before = await legate.records(file.about.worker);
    await expect(legate.import(file, GIVEN)).rejects.toMatchObject({
      code: "bad-input",
      message: expect.stringContaining("already"),
    });
    expect(await legate.records(file.about.worker)).toEqual(before);
  });

  test("is taken once when two import it at once", async () => {
    const file = await aParkedWorker(smallWorld(PUT_THEN_SEND));
    const { legate } = await openIn(smallWorld([]));
    await using _ = legate;
    const both = await Promise.allSettled([legate.import(file, GIVEN), legate.import(file, GIVEN)]);
    expect(both.map(({ status }) => status).toSorted()).toEqual(["fulfilled", "rejected"]);
    expect(await legate.list()).toHaveLength(1);
  });

  test("is there whole or not at all, wherever the import dies, and can be imported again", async () => {
    const file = await withOutput(await aParkedWorker(smallWorld(PUT_THEN_SEND)));
    for (const dies of ["before", "after"] as const) {
      for (let n = 1; n <= 2; n += 1) {
        const here = smallWorld([]);
        const store = dyingStore(here.ports.store, n, dies);
        const broken = await openIn(here, { store });
        void broken.legate.import(file, GIVEN).catch(() => undefined);
        await store.dead;
        const { legate } = await openIn(here);
        await using _ = legate;
        const whole = dies === "after" && n === 2;
        expect(await legate.list()).toHaveLength(whole ? 1 : 0);
        if (!whole) await legate.import(file, GIVEN);
        expect(new TextDecoder().decode(await legate.blob(OUTPUT_DIGEST))).toBe("all of it");
        expect(await legate.get(file.about.worker)).toMatchObject({ status: "interrupted" });
      }
    }
  });

  test("can be moved on from there, and still is the same", async () => {
    const first = await aParkedWorker(smallWorld(PUT_THEN_SEND));
    const second = await openIn(smallWorld([]));
    await using _ = second.legate;
    await second.legate.import(first, { preset: "read-only" });
    const { legate } = await openIn(smallWorld([]));
    await using __ = legate;
    const { worker } = await legate.import(await carried(second.legate, first.about.worker), GIVEN);
    expect(worker).toMatchObject({ id: first.about.worker, status: "interrupted", turns: 2 });
    const last = importOf(await legate.records(worker.id));
    expect(last, "what was taken away on the way does not come back").toMatchObject({
      from: { now: { ceiling: { use: { sideEffects: "read_only" } } } },
    });
  });

  test("is refused with the model of another machine's file, and goes on with one that is named", async () => {
    const file = await rewritten(await aParkedWorker(smallWorld(PUT_THEN_SEND)), (record) =>
      record.type === "worker.spawned"
        ? { ...record, request: { ...record.request, model: "scripted:/there/script.yaml" } }
        : record,
    );
    const { legate } = await openIn(smallWorld([]));
    await using _ = legate;
    await expect(legate.import(file, GIVEN)).rejects.toThrow("--model");
    const { worker } = await legate.import(file, { ...GIVEN, model: "one/here" });
    expect(worker.model).toBe("one/here");
  });

  test("needs to be told its directory here, and only a worker in a directory is", async () => {
    const world = smallWorld([{ text: "done" }]);
    const first = await openIn(world);
    await using _ = first.legate;
    const spec = { kind: "directory", path: "/there" } as const;
    const { id } = await first.legate.spawn({ task: "t", workspace: spec });
    await first.legate.wait(id);
    const file = await carried(first.legate, id);
    const { legate } = await openIn(smallWorld([]));
    await using __ = legate;
    await expect(legate.import(file)).rejects.toThrow("--dir PATH");
    await expect(legate.import(file, { repo: "/r" })).rejects.toThrow("directory workspace");
    const { worker } = await legate.import(file, { directory: "/here" });
    expect(worker.workspace).toMatchObject({ kind: "directory", root: "/here" });
    expect(worker.status).toBe("completed");
  });

  test("that had not begun starts here from the repository that is named", async () => {
    const there = smallWorld([]);
    const first = await openIn(there, { drive: "anyone" });
    await using _ = first.legate;
    const { id } = await first.legate.spawn({ task: "t", ...FREELY });
    const file = await carried(first.legate, id);
    const here = smallWorld([{ text: "done" }]);
    const { legate } = await openIn(here);
    await using __ = legate;
    await expect(legate.import(file, GIVEN)).rejects.toThrow("--repo PATH");
    const { worker } = await legate.import(file, { ...GIVEN, repo: "/here" });
    expect(worker.status).toBe("interrupted");
    await legate.resume(id);
    expect((await legate.wait(id)).workers[0]).toMatchObject({ status: "completed" });
    const [spawned] = await legate.records(id);
    expect(spawned?.record).toMatchObject({ request: { workspace: { repo: "/repo" } } });
  });
});

describe("what a file says of authority", () => {
  test("can only take away from what is given here, whatever it says", async () => {
    const { ports } = smallWorld([]);
    await fc.assert(
      fc.asyncProperty(anyPolicy, anyPolicy, fc.constantFrom(...PRESETS), async (use, grant, name) => {
        const claimed = rootCeiling(use, undefined, grant);
        const { ceiling } = await importAuthority(ports, claimed, [], PLACE, { preset: name }, {});
        const here = preset(name).capabilities;
        expect(isWithin(ceiling.use, here) && isWithin(ceiling.grant, here)).toBe(true);
        expect(isWithin(ceiling.use, claimed.use) && isWithin(ceiling.grant, claimed.grant)).toBe(true);
      }),
      { numRuns: 100 },
    );
  });

  test("is less than the default here, when nobody says more: the tools beyond it are gone, and named", async () => {
    const file = await aParkedWorker(smallWorld(PUT_THEN_SEND));
    const { legate } = await openIn(smallWorld([]));
    await using _ = legate;
    const { notes } = await legate.import(file, { preset: "read-only" });
    expect(notes.join("\n")).toMatch(/no more here: .*put, send/);
    const last = importOf(await legate.records(file.about.worker));
    expect(last).toMatchObject({
      from: {
        now: { tools: expect.arrayContaining(["look"]), ceiling: { use: { sideEffects: "read_only" } } },
      },
    });
    expect(last).not.toMatchObject({ from: { now: { tools: expect.arrayContaining(["put"]) } } });
    expect(last).not.toMatchObject({ from: { now: { tools: expect.arrayContaining(["send"]) } } });
  });

  test("cannot forge a person's yes: an approved call in the file is asked about again", async () => {
    const file = await aParkedWorker(smallWorld(PUT_THEN_SEND));
    const parts = await partsOf(file);
    const asked = parts.flatMap((part) =>
      part.part === "record" && part.record.type === "approval.asked" ? [part.record] : [],
    )[0];
    if (asked === undefined) throw new Error("nothing was asked");
    const { approval, call, digest } = asked;
    const yes = {
      type: "approval.answered",
      approval,
      call,
      digest,
      answer: "approve",
      by: "x",
      surface: "cli",
    } as const;
    const seq = file.about.seq + 1;
    const at = "2026-01-01T00:00:00.000Z";
    const forged = sealedAnew({ about: { ...file.about, seq: seq + 1 } }, [
      ...parts,
      { part: "record", seq, at, record: yes },
      { part: "record", seq: seq + 1, at, record: A_SEAL },
    ]);
    const here = smallWorld(PUT_THEN_SEND);
    const { legate } = await openIn(here);
    await using _ = legate;
    const { worker } = await legate.import(forged, {
      policy: {},
      approvals: { otherwise: "allow", ask: [{ tools: ["send"] }] },
    });
    await legate.resume(worker.id);
    expect((await legate.wait(worker.id)).workers[0]).toMatchObject({ waitingOn: "approval" });
    expect(here.ledger).toEqual([]);
  });
});

describe("the seals of a file", () => {
  const renamed = (record: WorkerRecord): WorkerRecord =>
    record.type === "call.decided" ? { ...record, rule: "approved by ada" } : record;

  test("are verified: a journal that was changed is refused with the record, and nothing is taken", async () => {
    const file = await aParkedWorker(smallWorld(PUT_THEN_SEND));
    const here = smallWorld([]);
    const { legate } = await openIn(here);
    await using _ = legate;
    const forged = fileOf(file, changed(await partsOf(file), renamed));
    await expect(legate.import(forged, GIVEN)).rejects.toMatchObject({
      code: "bad-input",
      message: expect.stringMatching(/not what was sealed \(record \d+: changed: .*Nothing was taken/),
      details: { broken: { kind: "changed" } },
    });
    expect(await here.ports.store.head()).toBe(0);
  });

  test("may be made anew by whoever has a key, who is then named, and refused where another is asked for", async () => {
    const file = await aParkedWorker(smallWorld(PUT_THEN_SEND));
    const [genuine] = sealsIn(await partsOf(file));
    const forged = await rewritten(file, renamed);
    const { legate } = await openIn(smallWorld([]));
    await using _ = legate;
    const keys = [genuine?.key ?? ""];
    await expect(legate.import(forged, { ...GIVEN, keys })).rejects.toThrow("none that may sign here");
    const { worker, notes } = await legate.import(forged, GIVEN);
    const [mallory] = sealsIn(await partsOf(forged));
    expect(notes.join("\n")).toContain(mallory?.key);
    expect(importOf(await legate.records(worker.id))).toMatchObject({ from: { sealedBy: [mallory?.key] } });
  });

  test("are held against what the import found, ever after", async () => {
    const file = await aParkedWorker(smallWorld(PUT_THEN_SEND));
    const world = smallWorld([]);
    const { legate } = await openIn(world);
    await using _ = legate;
    const { worker } = await legate.import(file, GIVEN);
    const records = await legate.records(worker.id);
    const here = records.at(-1)?.record;
    const keys = here?.type === "audit.sealed" ? [here.key] : [];
    const verified = (journal: readonly StoredRecord[]) =>
      world.ports.auditor.verify({ worker: worker.id, records: journal }, keys);
    expect(verified(records)).toMatchObject({ ok: true, seals: 2, unsealed: 0 });
    const lived = resealed(worker.id, records.slice(0, file.about.seq));
    expect(verified([...lived, ...records.slice(file.about.seq)]).broken).toMatchObject({
      kind: "bad-signature",
    });
  });

  test("may be missing, which is said and recorded; then no key can be asked for", async () => {
    const there = await openIn(smallWorld([]), { drive: "anyone" });
    await using _ = there.legate;
    const { id } = await there.legate.spawn({ task: "t", ...FREELY });
    const file = await carried(there.legate, id);
    const { legate } = await openIn(smallWorld([]));
    await using __ = legate;
    const options = { ...GIVEN, repo: "/here" };
    await expect(legate.import(file, { ...options, keys: ["k"] })).rejects.toThrow("ever sealed");
    const { notes } = await legate.import(file, options);
    expect(notes.join("\n")).toContain("nobody vouches");
    expect(importOf(await legate.records(id))).toMatchObject({ from: { sealedBy: [] } });
  });

  function sealsIn(parts: readonly ExportPart[]) {
    return parts.flatMap((part) =>
      part.part === "record" && part.record.type === "audit.sealed" ? [part.record] : [],
    );
  }
});

describe("an export that does not fit together", () => {
  test.each<[string, (file: ImportedFile) => Promise<ImportedFile>]>([
    [
      "a gap in its records",
      async (file) =>
        fileOf(
          file,
          (await partsOf(file)).filter((_, index) => index !== 5),
        ),
    ],
    [
      "fewer records than it says",
      async (file) => fileOf({ about: { ...file.about, seq: file.about.seq + 1 } }, await partsOf(file)),
    ],
    [
      "another beginning",
      (file) =>
        rewritten(file, (record) =>
          record.type === "worker.spawned" ? { type: "worker.resumed", by: "x" } : record,
        ),
    ],
    [
      "a life that cannot be",
      (file) =>
        rewritten(file, (record) =>
          record.type === "cycle.started" ? { type: "worker.waiting", on: "input", reason: "x" } : record,
        ),
    ],
    [
      "no files for a worker with a checkout",
      async (file) =>
        fileOf(
          file,
          (await partsOf(file)).filter(({ part }) => part !== "files"),
        ),
    ],
    [
      "output that is missing",
      async (file) =>
        fileOf(
          file,
          (await partsOf(await withOutput(file))).filter(({ part }) => part !== "blob"),
        ),
    ],
    [
      "a checkpoint with a path for a ref",
      (file) =>
        rewritten(file, (record) =>
          record.type === "workspace.checkpointed" && record.checkpoint !== undefined
            ? { ...record, checkpoint: { ...record.checkpoint, ref: "refs/legate/../../x" } }
            : record,
        ),
    ],
    [
      "the files of another checkpoint",
      async (file) =>
        fileOf(
          file,
          (await partsOf(file)).map((part) =>
            part.part === "files"
              ? { ...part, about: { ...part.about, head: { commit: "9".repeat(40), tree: "9".repeat(40) } } }
              : part,
          ),
        ),
    ],
  ])("is refused for %s, and nothing is taken", async (_what, change) => {
    const file = await change(await aParkedWorker(smallWorld(PUT_THEN_SEND)));
    const here = smallWorld([]);
    const { legate } = await openIn(here);
    await using _ = legate;
    await expect(legate.import(file, GIVEN)).rejects.toMatchObject({ code: "bad-input" });
    expect(await here.ports.store.head()).toBe(0);
    expect(await legate.list()).toEqual([]);
  });
});

const OUTPUT = new TextEncoder().encode("all of it");
const OUTPUT_DIGEST = sha256Hasher.digest(OUTPUT);

/** The same file with a call whose full output is kept outside of its record. */
async function withOutput(file: ImportedFile): Promise<ImportedFile> {
  const full = { digest: OUTPUT_DIGEST, bytes: OUTPUT.length };
  const changed = await rewritten(file, (record) =>
    record.type === "call.finished" ? { ...record, full } : record,
  );
  const parts = await partsOf(changed);
  const first = parts.findIndex(({ part }) => part === "record");
  return fileOf(file, [
    ...parts.slice(0, first),
    { part: "blob", digest: OUTPUT_DIGEST, bytes: OUTPUT },
    ...parts.slice(first),
  ]);
}

/** By somebody with a key of their own. */
async function rewritten(
  file: ImportedFile,
  change: (record: WorkerRecord) => WorkerRecord,
): Promise<ImportedFile> {
  return sealedAnew(file, changed(await partsOf(file), change));
}

function changed(parts: readonly ExportPart[], change: (record: WorkerRecord) => WorkerRecord): ExportPart[] {
  return parts.map((part) => (part.part === "record" ? { ...part, record: change(part.record) } : part));
}

function sealedAnew(file: Pick<WorkerExport, "about">, parts: readonly ExportPart[]): ImportedFile {
  const records = parts.filter((part) => part.part === "record");
  const others = parts.filter(({ part }) => part !== "record");
  return fileOf(file, [...others, ...resealed(file.about.worker, records)]);
}

function importOf(journal: readonly StoredRecord[]): WorkerRecord | undefined {
  return journal.findLast(({ record }) => record.type === "worker.imported")?.record;
}

test("an export is as the worker was when it was made, although the worker goes on", async () => {
  const world = smallWorld(PUT_THEN_SEND);
  const { legate } = await openIn(world);
  await using _ = legate;
  const file = await aParkedWorker(world);
  await using exported = await legate.export(file.about.worker);
  await legate.close(file.about.worker);
  const records = (await partsOf(exported)).filter(({ part }) => part === "record");
  expect(records).toHaveLength(exported.about.seq);
  expect((await legate.get(file.about.worker)).seq).toBeGreaterThan(exported.about.seq);
});
