import type { OpenedRuntime } from "./context.ts";
import type { Output } from "./output.ts";
import { counted } from "./render/quantities.ts";
import { troubleText } from "./report-trouble.ts";

/**
 * After the machine was started again, or a driver died, the next command that looks at workers brings
 * them a driver. That this fails is told, and does not keep the command from what it is for.
 */
export async function pickUp({ goOn }: Pick<OpenedRuntime, "goOn">, output: Output): Promise<void> {
  try {
    const left = await goOn();
    if (left > 0)
      output.progress([`${counted(left, "worker")} had no driver; one in the background has them now`]);
  } catch (error) {
    output.warn(`workers wait for a driver, and none could be started: ${troubleText(error)}`);
  }
}
