export type {
  Expectation,
  Script,
  ScriptCall,
  ScriptError,
  ScriptTask,
  ScriptTurn,
} from "../adapters/scripted/script.ts";
export { scriptedModels } from "../adapters/scripted/scripted-models.ts";
export { startFakeAnthropic } from "./fake-anthropic.ts";
export { startFakeOpenAi } from "./fake-openai.ts";
export { type HandClock, handClock } from "./hand-clock.ts";
export type { ModelReply } from "./model-reply.ts";
export type { ModelServer, RecordedRequest, Replies } from "./model-server.ts";
export { repositoryDigest } from "./repository-digest.ts";
export { storeConformance } from "./store-conformance.ts";
