import { createHash, randomUUID } from "node:crypto";
import { lstat, mkdir, open, readdir, rename, rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { type ArtifactRecord, bodyOf } from "../../../core/artifacts/artifact.ts";
import { artifactFileName } from "../../../core/artifacts/file-name.ts";
import type { KeptArtifact } from "../../../core/artifacts/kept-artifact.ts";
import { occupied, writeFailure } from "../write-failure.ts";

export interface ArtifactManifest {
  readonly format: "legate-artifacts";
  readonly version: 1;
  readonly worker: string;
  /** ISO 8601 UTC. */
  readonly exportedAt: string;
  readonly artifacts: readonly ManifestEntry[];
}

/** Everything of an artifact but what it says, and where that is. */
export type ManifestEntry = Omit<KeptArtifact, "text" | "data"> & {
  /** In the folder of the manifest. */
  readonly file: string;
  readonly bytes: number;
  /** `sha256:…` of the file. */
  readonly digest: string;
};

/**
 * Makes the folder `directory` with one file for each artifact and `manifest.json`. It appears whole, or not at
 * all: rejects with `bad-input` when something is there that is not an empty folder, or when it cannot be made,
 * and with `disk-full`. Names are made from what artifacts say, and lead nowhere else.
 */
export async function writeArtifacts(
  directory: string,
  about: Pick<ArtifactManifest, "worker" | "exportedAt">,
  artifacts: readonly KeptArtifact[],
): Promise<ArtifactManifest> {
  const draft = join(dirname(directory), `.${basename(directory)}.${randomUUID()}.tmp`);
  try {
    if (await isOccupied(directory)) throw occupied(directory);
    await mkdir(draft, { mode: 0o700 });
    const entries: ManifestEntry[] = [];
    for (const [index, artifact] of artifacts.entries())
      entries.push(await written(draft, artifact, index + 1));
    const manifest: ArtifactManifest = {
      format: "legate-artifacts",
      version: 1,
      ...about,
      artifacts: entries,
    };
    await writeFile(join(draft, "manifest.json"), `${JSON.stringify(manifest, undefined, 2)}\n`);
    await rename(draft, directory); // takes the place of an empty folder, and of nothing else
    await synced(dirname(directory));
    return manifest;
  } catch (error) {
    await rm(draft, { recursive: true, force: true });
    throw writeFailure(error, directory);
  }
}

async function written(folder: string, artifact: KeptArtifact, place: number): Promise<ManifestEntry> {
  const { text: _text, data: _data, ...about } = artifact;
  const file = artifactFileName(artifact, place);
  const body = Buffer.from(fileBody(artifact));
  await writeFile(join(folder, file), body);
  const digest = `sha256:${createHash("sha256").update(body).digest("hex")}`;
  return { ...about, file, bytes: body.byteLength, digest };
}

/** A text as it is; data so that people can read it. */
function fileBody(artifact: ArtifactRecord): string {
  const isText = artifact.text !== undefined && artifact.text !== "";
  return isText ? bodyOf(artifact) : `${JSON.stringify(artifact.data ?? null, undefined, 2)}\n`;
}

async function writeFile(path: string, body: string | Buffer): Promise<void> {
  const file = await open(path, "wx", 0o600);
  try {
    await file.writeFile(body);
    await file.sync();
  } finally {
    await file.close();
  }
}

async function synced(folder: string): Promise<void> {
  const handle = await open(folder, "r");
  await handle.sync().finally(() => handle.close());
}

/** An empty folder may be taken; one that cannot be looked at is refused when it is to be replaced. */
async function isOccupied(path: string): Promise<boolean> {
  const found = await lstat(path).catch(() => undefined);
  if (found === undefined) return false;
  return !found.isDirectory() || (await readdir(path)).length > 0;
}
