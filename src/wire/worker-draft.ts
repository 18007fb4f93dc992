import type { SpawnInput } from "../core/worker/spawn-input.ts";

/** What a file says of a worker; the command line may add the rest, the task included. */
export type WorkerDraft = Partial<SpawnInput>;

/** A draft, and what a person should know about how the file was understood, one line each. */
export interface ReadWorker {
  readonly draft: WorkerDraft;
  readonly notes: readonly string[];
  /** The file asks whoever spawns the worker to wait for it. */
  readonly waits: boolean;
}

export interface WorkerFilePlace {
  /** Absolute path of the folder that relative paths in the file start from. */
  readonly directory: string;
}

/** `path` from the file's folder; `~` is nobody's home here. Absolute paths stay. */
export function pathFrom(directory: string, path: string): string {
  const steps = path.startsWith("/") ? path.split("/") : [...directory.split("/"), ...path.split("/")];
  const kept: string[] = [];
  for (const step of steps) {
    if (step === "..") kept.pop();
    else if (step !== "" && step !== ".") kept.push(step);
  }
  return `/${kept.join("/")}`;
}

/** The words of a command that is nothing but words, since no shell reads it. */
export function commandFrom(text: string): readonly string[] | undefined {
  const words = text.split(" ").filter((word) => word !== "");
  return words.length > 0 && /^[\w./:=@+, -]+$/.test(text) ? words : undefined;
}

/** A scripted model names a file, which is as relative as any other. */
export function modelFrom(directory: string, model: string): string {
  const prefix = "scripted:";
  return model.startsWith(prefix) ? `${prefix}${pathFrom(directory, model.slice(prefix.length))}` : model;
}
