/** Added to the result of a call that went in a circle. Data, not instructions. */
export function repeatWarning(times: number, blockAfter: number): string {
  const next =
    blockAfter > times
      ? `After ${blockAfter} times it will be refused.`
      : "It will be refused until something else has changed.";
  return [
    `[runtime notice] This exact call has now given this exact result ${times} times in a row.`,
    next,
    "Use what it says, call it differently, change something first, or say what you could not do.",
  ].join(" ");
}

/** Why a call that went in a circle is not run. */
export function repeatRefusal(times: number): string {
  return [
    `this exact call gave the same result ${times} times in a row, so it is not run again until something else has changed;`,
    "use what it said, call it differently, change something first, or say what you could not do",
  ].join(" ");
}
