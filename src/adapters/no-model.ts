import { NO_MODEL } from "../core/workflow/agents-in.ts";
import { type Model, ModelError, type Models } from "../ports/model.ts";

/** The same models, and beside them the one of a worker that asks none, under its name on every machine. */
export function withNoModel(models: Models): Models {
  return { resolve: async (name) => (name === NO_MODEL ? noModel : models.resolve(name)) };
}

const noModel: Model = {
  name: NO_MODEL,
  price: { input: 0, output: 0 },
  // biome-ignore lint/correctness/useYield: it says nothing
  async *step() {
    const message = "this worker was begun without a model, since nothing in its graph asks one";
    throw new ModelError({ class: "bad-request", message });
  },
};
