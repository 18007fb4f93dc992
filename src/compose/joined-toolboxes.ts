import type { Toolbox } from "../ports/toolbox.ts";

/** Several toolboxes as one. A name that two of them have is a mistake of whoever joins them. */
export function joinedToolboxes(toolboxes: readonly Toolbox[]): Toolbox {
  const all = toolboxes.flatMap((toolbox) => toolbox.list());
  const byName = new Map(all.map((tool) => [tool.description.name, tool]));
  if (byName.size < all.length) throw new Error("two tools have the same name");
  return { list: () => all, get: (name) => byName.get(name) };
}
