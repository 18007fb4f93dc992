/** What was sent, for tests. */
export const outbox = [];

/** Sends a mail; resolves once it is on its way. */
export async function send({ to, subject, text }) {
  for (const part of [to, subject, text])
    if (typeof part !== "string") throw new TypeError("a part is missing");
  outbox.push({ to, subject, text });
}
