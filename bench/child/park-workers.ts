import { openLegate } from "../../src/compose.ts";
import { NO_CONFIG } from "../../src/wire/config-file.ts";
import { childOptions, numberIn, textIn } from "../child.ts";
import { askingModels } from "./asking-model.ts";

// Makes workers that each wait for a yes, as fast as the library does, and leaves them to whoever comes.
const AT_ONCE = 200;
const options = childOptions();
const workers = numberIn(options, "workers");
const path = textIn(options, "folder");
const started = performance.now();
{
  await using opened = await openLegate({
    stateDir: textIn(options, "stateDir"),
    config: { ...NO_CONFIG, maxConcurrent: AT_ONCE },
    env: {},
    drive: "here",
    models: askingModels(() => undefined),
  });
  for (let made = 0; made < workers; made += AT_ONCE) {
    const batch = Array.from({ length: Math.min(AT_ONCE, workers - made) }, (_, index) =>
      opened.legate.spawn({
        task: `${made + index}.txt`,
        model: "asks",
        tools: ["write_file"],
        workspace: { kind: "directory", path },
      }),
    );
    const ids = (await Promise.all(batch)).map(({ id }) => id);
    const { workers: parked } = await opened.legate.wait(ids);
    if (parked.some(({ waitingOn }) => waitingOn !== "approval")) throw new Error("a worker did not park");
    process.stderr.write(`parked: ${made + batch.length} of ${workers}\r`);
  }
}
process.stdout.write(`${JSON.stringify({ ms: performance.now() - started })}\n`);
