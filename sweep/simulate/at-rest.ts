import type { MemoryStream } from "../../src/adapters/memory/contents.ts";
import { isResting } from "../../src/core/worker/status.ts";
import type { Clients } from "./clients.ts";
import type { World } from "./world.ts";

/** What still has to happen before everything is at rest; nothing when it is. */
export function unrest(world: World, clients: Clients): readonly string[] {
  const streams = [...world.contents.streams.values()];
  const restless = streams.filter((stream) => !rests(stream, streams)).map(described);
  const asked = world.processes
    .filter(({ alive, pending }) => alive && pending > 0)
    .map(({ name, pending }) => `${name} owes ${pending} answers`);
  return [...restless, ...asked, ...(clients.allAreBorn ? [] : ["not every worker is born"])];
}

/** Nobody has to do anything for it, or only a person. */
function rests(stream: MemoryStream, all: readonly MemoryStream[]): boolean {
  const { view, seq, driver, worker } = stream;
  if (driver !== undefined || unreadBy(stream) > 0) return false;
  if (view === undefined || view.seq !== seq || !isResting(view.status)) return false;
  const on = view.body["waitingOn"];
  if (on === "timer") return false;
  return on !== "child" || all.some((child) => child.parent === worker && waitsForAPerson(child, all));
}

/** It, or one that it waits for. */
function waitsForAPerson(stream: MemoryStream, all: readonly MemoryStream[]): boolean {
  const on = stream.view?.body["waitingOn"];
  return on === "approval" || (on === "child" && rests(stream, all));
}

function unreadBy({ inbox }: MemoryStream): number {
  return inbox.filter(({ consumedAtSeq }) => consumedAtSeq === undefined).length;
}

function described(stream: MemoryStream): string {
  const { name, worker, view, driver } = stream;
  const on = String(view?.body["waitingOn"] ?? "nothing");
  const holder = driver ?? "nobody";
  return `${name} (${worker.slice(-3)}) is ${view?.status}, waits for ${on}, held by ${holder}, unread ${unreadBy(stream)}`;
}
