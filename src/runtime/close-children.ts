import { isLiving } from "../core/worker/children.ts";
import { isSettled } from "../core/worker/status.ts";
import type { NewInboxCommand } from "../ports/store.ts";
import type { Drive } from "./drive.ts";

/**
 * A worker that ends asks its children to end first: in their inboxes in the commit that says so, so that
 * they hear of it whatever crashes. Each of them does the same with its own.
 */
export async function closeChildren({ held, ports, family }: Drive): Promise<void> {
  const { id, stopping, children, seq } = held.worker;
  const heads = await ports.store.streams({ parent: id });
  const working = heads.flatMap(({ worker, view }) =>
    view === undefined || !isSettled(view.status) ? [worker] : [],
  );
  const living = [...new Set([...children.filter(isLiving).map((child) => child.id), ...working])];
  const reason = `its parent was closed: ${stopping?.reason ?? ""}`;
  const put = living.map((child): NewInboxCommand => {
    const body = { type: "close", by: id, reason };
    return { worker: child, commandId: `close:${id}:${seq}`, from: id, body };
  });
  await held.append([{ type: "children.closing", children: living }], put.length === 0 ? {} : { put });
  for (const child of living) family.want(child);
}
