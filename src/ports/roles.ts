import type { ApprovalRule } from "../core/policy/approval-rule.ts";
import type { PresetName } from "../core/policy/presets.ts";

/** Who a worker is: instructions, and the tools and limits that go with them. It can only narrow. */
export interface Role {
  readonly name: string;
  readonly description: string;
  readonly system: string;
  /** @default all that the ceiling allows */
  readonly tools?: readonly string[];
  readonly deny: readonly ApprovalRule[];
  readonly model?: string;
  readonly preset?: PresetName;
  readonly onAsk?: "deny";
  readonly maxTurns?: number;
}

/** Finds agent roles by name. */
export interface Roles {
  /**
   * The role of that name for work on `folder` (a path of the caller's), or the user's own. Rejects with
   * `bad-input` for a name that nobody has (with the nearest one), and for a file with problems.
   */
  find(name: string, folder: string | undefined): Promise<Role>;
}
