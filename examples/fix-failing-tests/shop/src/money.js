/** `1999` becomes `"19.99"`; amounts below zero get a minus sign. */
export function format(cents) {
  const whole = Math.floor(cents / 100);
  const rest = cents % 100;
  return `${whole}.${rest}`;
}

/** `percent` of an amount, rounded half up to whole cents. */
export function share(cents, percent) {
  return Math.floor((cents * percent) / 100);
}
