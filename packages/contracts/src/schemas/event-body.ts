import { SCHEMA_VERSION, SynodError, type EventBody, type EventType } from "@synod/core";
import { z } from "zod";

/** Every event type: what this version can read. */
const EVENT_TYPES = [
  "scope.configured",
  "scope.provisioned",
  "document.received",
  "document.duplicated",
  "document.refused",
  "document.read",
  "context.added",
  "proposal.submitted",
  "proposal.approved",
  "proposal.rejected",
  "proposal.held",
  "proposal.superseded",
  "knowledge.changed",
  "transition.applied",
  "round.closed",
  "finality.evaluated",
  "review.requested",
  "review.voided",
  "finality.certified",
  "delivery.dead_lettered",
  "timer.fired",
] as const satisfies readonly EventType[];

/** Compile-time: a type that is missing above is an error here. */
type Missing = Exclude<EventType, (typeof EVENT_TYPES)[number]>;
const NONE_MISSING: Missing extends never ? true : never = true;

const sealedSchema = z.object({ document: z.string(), nonce: z.string(), ciphertext: z.string() });

/**
 * The envelope of every event. Its data is not parsed again on each read: it was made by this code or a
 * version of it, under the grants of its role, and the chain proves that it is those bytes.
 */
const envelopeSchema = z.object({
  id: z.string(),
  tenant: z.string(),
  scope: z.string(),
  type: z.string(),
  schema_version: z.int().min(1),
  actor: z.string(),
  causation_id: z.string().nullable(),
  correlation_id: z.string(),
  traceparent: z.string().nullable(),
  idempotency_key: z.string().nullable(),
  recorded_at: z.string(),
  data: z.record(z.string(), z.unknown()),
  sealed: sealedSchema.nullable(),
});

const KNOWN: ReadonlySet<string> = new Set(NONE_MISSING ? EVENT_TYPES : []);

/**
 * An event's body out of the text that was hashed. Throws SYN_EVENT_UNKNOWN for a type or version newer
 * than this code (the scope waits for an upgrade) and SYN_EVENT_MALFORMED for what is no event.
 */
export function parseEventBody(text: string): EventBody {
  const parsed = envelopeSchema.safeParse(parseJson(text));
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw new SynodError(
      "SYN_EVENT_MALFORMED",
      `${issue?.path.join(".") ?? ""}: ${issue?.message ?? "does not parse"}`,
    );
  }
  const { type, schema_version } = parsed.data;
  if (!KNOWN.has(type) || schema_version > SCHEMA_VERSION) {
    throw new SynodError("SYN_EVENT_UNKNOWN", `${type}, version ${schema_version}`);
  }
  return parsed.data as EventBody & typeof parsed.data;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new SynodError("SYN_EVENT_MALFORMED", "it is not JSON", { cause });
  }
}
