import type { Analyst, ReadableDocument } from "@synod/contracts";
import { SynodError, type Extraction } from "@synod/core";
import type { Answer } from "./answer.ts";
import { INSTRUCTIONS, promptFor } from "./prompt.ts";

/** Where the model is, and how long it may think. */
export interface MastraAnalystConfig {
  /** Base URL of an OpenAI-compatible endpoint, e.g. `http://127.0.0.1:8080/v1`. */
  readonly url: string;
  /** Sent as a bearer token. Never logged, never in an error. */
  readonly apiKey: string;
  readonly model: string;
  /** Milliseconds for one document. */
  readonly timeoutMs: number;
  /** UTF-16 units of a document that the model may be given; default 200,000. */
  readonly textUnitsMax?: number;
  /** Told how many answers quoted what the document does not contain. */
  readonly onDropped?: (dropped: number, document: ReadableDocument["facts"]) => void;
}

/** A change of the prompt or the schema changes what is found, and so the version. */
const VERSION = 1;
const TEXT_UNITS_MAX = 200_000;
const MODEL_NAME_MAX = 120;

/**
 * An analyst on a language model. The library is loaded at the first document: it costs some 100 MB, which
 * nobody pays who has no model. Rejects with SYN_ANALYST_LIMIT, SYN_ANALYST_OUTPUT, SYN_MODEL_UNAVAILABLE
 * or SYN_TIMEOUT; the caller retries, not this. SYN_CONFIG_INVALID if the URL is none.
 */
export function createMastraAnalyst(config: MastraAnalystConfig): Analyst {
  if (!URL.canParse(config.url)) throw new SynodError("SYN_CONFIG_INVALID", "the model's URL is not a URL");
  const id = `mastra-${config.model.slice(0, MODEL_NAME_MAX)}@${VERSION}`;
  let ask: Promise<Ask> | null = null;
  return {
    id,
    async read(document, signal): Promise<Extraction> {
      const limit = config.textUnitsMax ?? TEXT_UNITS_MAX;
      if (document.text.length > limit) {
        throw new SynodError(
          "SYN_ANALYST_LIMIT",
          `textUnitsMax is ${limit}, the document has ${document.text.length}`,
        );
      }
      ask ??= loadAgent(config);
      const asked = await ask;
      const { locate } = await import("./locate.ts");
      const answer = await answerOf(
        asked,
        document,
        AbortSignal.any([signal, AbortSignal.timeout(config.timeoutMs)]),
      );
      const { extraction, dropped } = locate(answer, document, id);
      if (dropped > 0) config.onDropped?.(dropped, document.facts);
      return extraction;
    },
  };
}

/** Asks the model once; undefined if it gave nothing that parses. */
type Ask = (prompt: string, signal: AbortSignal) => Promise<unknown>;

async function loadAgent({ url, apiKey, model }: MastraAnalystConfig): Promise<Ask> {
  const [{ Agent }, { noopLogger }, { answerSchema }] = await Promise.all([
    import("@mastra/core/agent"),
    import("@mastra/core/logger"),
    import("./answer.ts"),
  ]);
  const agent = new Agent({
    id: "facts",
    name: "facts",
    instructions: INSTRUCTIONS,
    maxRetries: 0,
    model: { providerId: "openai-compatible", modelId: model, url, apiKey },
  });
  // Its own logger prints requests and answers, and so the document.
  agent.__setLogger(noopLogger);
  return async (prompt, signal) => {
    const result = await agent.generate(prompt, {
      maxSteps: 1,
      abortSignal: signal,
      modelSettings: { temperature: 0, maxRetries: 0 },
      // The schema goes into the instructions: not every endpoint knows `response_format`.
      structuredOutput: { schema: answerSchema, jsonPromptInjection: "system", errorStrategy: "strict" },
    });
    return result.object;
  };
}

async function answerOf(ask: Ask, document: ReadableDocument, signal: AbortSignal): Promise<Answer> {
  const { answerSchema } = await import("./answer.ts");
  let given: unknown;
  try {
    given = await ask(promptFor(document), signal);
  } catch (cause) {
    throw classified(cause, signal);
  }
  if (signal.aborted) throw timedOut();
  const parsed = answerSchema.safeParse(given);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw new SynodError(
    "SYN_ANALYST_OUTPUT",
    `${issue?.path.join(".") ?? ""}: ${issue?.message ?? "does not fit"}`,
  );
}

/** The library's errors by their ids and names; what is not about the answer is about the way to the model. */
function classified(cause: unknown, signal: AbortSignal): SynodError {
  if (signal.aborted) return timedOut();
  const { name, id, statusCode } = partsOf(cause);
  // Nothing of the library's error goes on: it holds the request, and so the document, and the answer.
  if (id.startsWith("STRUCTURED_OUTPUT") || /NoObjectGenerated|TypeValidation|JSONParse/.test(name))
    return new SynodError("SYN_ANALYST_OUTPUT", "the answer is no JSON that fits the schema");
  return new SynodError("SYN_MODEL_UNAVAILABLE", statusCode === null ? name : `HTTP ${statusCode}`);
}

function timedOut(): SynodError {
  return new SynodError(
    "SYN_TIMEOUT",
    "the model did not answer in the time allowed, or is no longer wanted",
  );
}

function partsOf(cause: unknown): { name: string; id: string; statusCode: number | null } {
  if (!(cause instanceof Error)) return { name: "unknown", id: "", statusCode: null };
  const id = "id" in cause && typeof cause.id === "string" ? cause.id : "";
  const statusCode = "statusCode" in cause && typeof cause.statusCode === "number" ? cause.statusCode : null;
  return { name: cause.name, id, statusCode };
}
