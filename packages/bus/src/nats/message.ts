import {
  NAME_PATTERN,
  SUBSCRIPTIONS,
  type EventType,
  type ScopeId,
  type ScopeRef,
  type TenantId,
} from "@synod/core";
import type { Hint } from "@synod/contracts";
import { subjectOf, wakeSubject } from "./names.ts";
import type { NatsSettings } from "./options.ts";

export interface OutgoingMessage {
  readonly subject: string;
  /** `Nats-Msg-Id`: a rebuild's generation makes it another message. */
  readonly id: string;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: string;
}

/** What a handler needs to know of a message. */
export interface HintHead extends ScopeRef {
  readonly seq: number;
  readonly type: EventType;
  readonly traceparent: string | null;
}

/**
 * A hint as CloudEvents 1.0 in binary mode (NATS protocol binding: attributes are `ce-` headers, the data
 * is the body), with W3C trace context. A body over the limit is left out and named by the extension
 * `dataref` (CloudEvents "claim check").
 */
export function encodeHint(
  settings: Pick<NatsSettings, "namespace" | "bodyBytesMax">,
  hint: Hint,
): OutgoingMessage {
  const { tenant, scope, seq, id, type, traceparent, generation, body } = hint;
  const fits = Buffer.byteLength(body) <= settings.bodyBytesMax;
  const headers: [string, string][] = [
    ["ce-specversion", "1.0"],
    ["ce-id", id],
    ["ce-source", `/tenants/${tenant}/scopes/${scope}`],
    ["ce-type", `synod.${type}`],
    ["ce-seq", String(seq)],
  ];
  if (fits) headers.push(["content-type", "application/json"]);
  else headers.push(["ce-dataref", `/tenants/${tenant}/scopes/${scope}/events/${seq}`]);
  if (traceparent !== null) headers.push(["traceparent", traceparent], ["ce-traceparent", traceparent]);
  return {
    subject: hint.to === undefined ? subjectOf(settings, hint, type) : wakeSubject(settings, hint, hint.to),
    id: `${id}:${generation}`,
    headers,
    body: fits ? body : "",
  };
}

/** Null: not a hint that this version can read. */
export function decodeHint(subject: string, header: (name: string) => string | null): HintHead | null {
  const [, tenant, scope, ...typeTokens] = subject.split(".");
  // A wake has no event of its own; it is shown as the kind of event that wakes by time.
  const type = typeTokens[0] === "wake" ? "timer.fired" : typeTokens.join(".");
  const seq = Number(header("ce-seq") ?? "");
  if (!isTenant(tenant) || !isScope(scope) || !isWantedType(type)) return null;
  if (!Number.isSafeInteger(seq) || seq < 1) return null;
  return { tenant, scope, seq, type, traceparent: header("traceparent") };
}

function isTenant(text: string | undefined): text is TenantId {
  return text !== undefined && NAME_PATTERN.test(text);
}

function isScope(text: string | undefined): text is ScopeId {
  return text !== undefined && NAME_PATTERN.test(text);
}

/** Handlers are only sent what they subscribe to. */
function isWantedType(text: string): text is EventType {
  const wanted: readonly string[] = Object.values(SUBSCRIPTIONS).flat();
  return wanted.includes(text);
}
