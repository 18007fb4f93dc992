/** What a model is told of the commands that its result is held against; nothing when there are none. */
export function verifyInstruction(verify: readonly (readonly string[])[] | undefined): string | undefined {
  if (verify === undefined || verify.length === 0) return undefined;
  const listed = verify.map((argv) => `- ${JSON.stringify(argv)}`);
  return [
    "Your result is held against the last run of each of these commands, as argv, in the root of the workspace:",
    ...listed,
    "Run them with run_command after your last change, and say what they really came to.",
  ].join("\n");
}
