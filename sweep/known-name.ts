/** The name, if the table has it; throws with all that it has. */
export function knownName<T extends object>(kind: string, table: T, name: string): keyof T & string {
  const known = Object.keys(table) as (keyof T & string)[];
  const found = known.find((one) => one === name);
  if (found === undefined) throw new Error(`There is no ${kind} "${name}"; there are: ${known.join(", ")}.`);
  return found;
}
