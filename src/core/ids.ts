declare const brand: unique symbol;

/** Names one worker for ever: `worker_` and a UUIDv7, so ids sort by birth. */
export type WorkerId = string & { readonly [brand]: "worker" };

/** Names one process (or one library instance) that may hold workers: `driver_` and a UUIDv7. */
export type DriverId = string & { readonly [brand]: "driver" };

const UUID_V7 = "[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}";
const WORKER = new RegExp(`^worker_${UUID_V7}$`);
const DRIVER = new RegExp(`^driver_${UUID_V7}$`);

/** The id in `text`, or nothing: ids become file and ref names, so no other form is ever accepted. */
export function parseWorkerId(text: string): WorkerId | undefined {
  return WORKER.test(text) ? (text as WorkerId) : undefined;
}

export function parseDriverId(text: string): DriverId | undefined {
  return DRIVER.test(text) ? (text as DriverId) : undefined;
}

/** A worker id from a UUIDv7 that the clock port made. */
export function workerId(uuid: string): WorkerId {
  const id = parseWorkerId(`worker_${uuid}`);
  if (id === undefined) throw new Error(`not a UUIDv7: ${uuid}`);
  return id;
}

export function driverId(uuid: string): DriverId {
  const id = parseDriverId(`driver_${uuid}`);
  if (id === undefined) throw new Error(`not a UUIDv7: ${uuid}`);
  return id;
}
