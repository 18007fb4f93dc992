import { redactJson, redactText } from "../../core/secrets/redact.ts";
import { type SecretForm, secretForms } from "../../core/secrets/secret-forms.ts";
import type { AssistantPart } from "../../core/transcript/message.ts";
import { type Model, ModelError, type ModelPart, type Models } from "../../ports/model.ts";
import type { Secrets } from "../../ports/secrets.ts";
import { liveText } from "./live-text.ts";

/**
 * The same models, with every configured secret kept out of what they say: a model may have been told one in
 * a way that nobody looked for, and what it says is kept, shown and executed.
 */
export function redactingModels(models: Models, secrets: Secrets): Models {
  return { resolve: async (name) => redacting(await models.resolve(name), secrets) };
}

function redacting(model: Model, secrets: Secrets): Model {
  const { name, price, contextWindow } = model;
  return {
    name,
    ...(price === undefined ? {} : { price }),
    ...(contextWindow === undefined ? {} : { contextWindow }),
    async *step(request, options) {
      const forms = secretForms(await secrets.known());
      const said = model.step(request, options);
      yield* forms.length === 0 ? said : withoutSecrets(forms, said);
    },
  };
}

async function* withoutSecrets(
  forms: readonly SecretForm[],
  said: AsyncIterable<ModelPart>,
): AsyncIterable<ModelPart> {
  const live = new LiveParts(forms);
  try {
    for await (const part of said) {
      if (part.type !== "finished") yield* live.heard(part);
      else {
        yield* live.rest();
        const parts = part.step.parts.map((one) => redacted(forms, one));
        yield { type: "finished", step: { ...part.step, parts } };
      }
    }
  } catch (error) {
    if (!(error instanceof ModelError)) throw error;
    throw new ModelError({ ...error.failure, message: redactText(forms, error.failure.message) });
  }
}

type LivePart = Exclude<ModelPart, { type: "finished" }>;

/** Each kind of live part is a stream of its own: a secret may come in pieces of it. */
class LiveParts {
  readonly #told: LivePart[] = [];
  readonly #streams: Readonly<Record<LivePart["type"], ReturnType<typeof liveText>>>;

  constructor(forms: readonly SecretForm[]) {
    const stream = (type: LivePart["type"]) => liveText(forms, (delta) => this.#told.push({ type, delta }));
    this.#streams = { text: stream("text"), reasoning: stream("reasoning") };
  }

  heard({ type, delta }: LivePart): readonly LivePart[] {
    this.#streams[type].say(delta);
    return this.#told.splice(0);
  }

  rest(): readonly LivePart[] {
    for (const stream of Object.values(this.#streams)) stream.finish();
    return this.#told.splice(0);
  }
}

/** What a provider signed is no more that when it was changed, so its mark goes. */
function redacted(forms: readonly SecretForm[], part: AssistantPart): AssistantPart {
  const { providerData, ...said } = part;
  const clean = cleaned(forms, said);
  const isSame = JSON.stringify(clean) === JSON.stringify(said);
  return isSame ? part : clean;
}

function cleaned(forms: readonly SecretForm[], part: AssistantPart): AssistantPart {
  if (part.kind !== "call") return { ...part, text: redactText(forms, part.text) };
  const { malformed } = part;
  return {
    ...part,
    arguments: redactJson(forms, part.arguments),
    ...(malformed === undefined ? {} : { malformed: redactText(forms, malformed) }),
  };
}
