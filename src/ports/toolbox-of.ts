import type { Tool, Toolbox } from "./toolbox.ts";

/** These tools, by name. */
export function toolboxOf(tools: readonly Tool[]): Toolbox {
  return {
    list: () => tools,
    get: (name) => tools.find(({ description }) => description.name === name),
  };
}
