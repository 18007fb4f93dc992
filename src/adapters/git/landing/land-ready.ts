import type { Landing } from "../../../core/landing/landing.ts";
import type { LandingReport } from "../../../ports/landings.ts";
import { importPack } from "../import-pack.ts";
import { objectId } from "../object-id.ts";
import type { ReadyLanding } from "./computed-landing.ts";
import type { LandingContext } from "./landing-context.ts";
import type { Workbench } from "./workbench.ts";
import { writeTarget } from "./write-target.ts";

export interface WriteWork {
  readonly report: LandingReport;
  readonly ready: ReadyLanding;
  readonly intend: (landing: Landing) => Promise<void>;
}

/** Packs what the target lacks, has the intent recorded, and writes. From the intent on it is not cut short. */
export async function landReady(
  context: LandingContext,
  bench: Workbench,
  { report, ready, intend }: WriteWork,
): Promise<LandingReport> {
  const { landing, target, lacks, committer, reason } = ready;
  const pack = lacks.length === 0 ? undefined : await packed(bench, "landing", ["--revs"], lacks);
  await keepPart(bench, landing);
  await intend(landing);
  const refusal = await writeTarget(context.sandbox, {
    landing,
    found: target.checkedOut ?? target.found,
    ...(pack === undefined ? {} : { pack }),
    scratch: bench.scratch,
    committer,
    now: context.now(),
    reason,
  });
  return refusal === undefined ? report : { ...report, commit: null, refusal };
}

/** The tree of a part is nobody's but ours; the next landing starts from it, so the vault has it. */
async function keepPart(bench: Workbench, { tree, paths }: Landing): Promise<void> {
  if (paths === undefined) return;
  const listed = (
    await bench.git(["ls-tree", "-r", "-t", "-z", "--format=%(objecttype) %(objectname)", tree])
  )
    .toString("utf8")
    .split("\0");
  const trees = listed.flatMap((line) => (line.startsWith("tree ") ? [line.slice("tree ".length)] : []));
  await importPack(bench.vault, await packed(bench, "part", [], [tree, ...new Set(trees)]), "worker");
}

async function packed(
  bench: Workbench,
  name: string,
  options: readonly string[],
  lines: readonly string[],
): Promise<string> {
  const path = `${bench.scratch}/${name}`;
  const out = await bench.git(["pack-objects", "-q", ...options, "--delta-base-offset", path], {
    settings: { "pack.threads": "2", "repack.writeBitmaps": "false" },
    stdin: lines.map((line) => `${line}\n`).join(""),
  });
  return `${path}-${objectId(out.toString("utf8").trim(), "the pack")}.pack`;
}
