import * as mail from "./mail.js";

/** To be removed: use mail.js. */
export function send(to, subject, text, done) {
  mail.send({ to, subject, text }).then(() => done(), done);
}
