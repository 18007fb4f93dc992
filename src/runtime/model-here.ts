import { isFailure, LegateError } from "../ports/failure.ts";
import type { Models } from "../ports/model.ts";

/**
 * The model that an imported worker goes on with: the one named here, else its own. One that is a file of
 * the other machine is refused; one that cannot be used yet is a note.
 */
export async function modelHere(
  models: Models,
  own: string,
  named: string | undefined,
): Promise<{ readonly name: string; readonly notes: readonly string[] }> {
  if (named !== undefined) {
    await models.resolve(named);
    return { name: named, notes: [] };
  }
  if (IS_FILE.test(own)) {
    const message = `This worker used the model ${own}, a file of another machine; name one that is here: --model MODEL.`;
    throw new LegateError("bad-input", message);
  }
  try {
    await models.resolve(own);
    return { name: own, notes: [] };
  } catch (error) {
    if (!isFailure(error)) throw error;
    return { name: own, notes: [`its model cannot be used here yet: ${error.message}`] };
  }
}

/** `scripted:` and a path. */
const IS_FILE = /^[a-z-]+:\//;
