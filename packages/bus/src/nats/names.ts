import type { EventType, HandlerName, ScopeRef } from "@synod/core";
import type { NatsSettings } from "./options.ts";

type Namespaced = Pick<NatsSettings, "namespace">;

/** The stream of hints. */
export function streamName({ namespace }: Namespaced): string {
  return namespace.toUpperCase();
}

/** The stream of messages that nobody could read. */
export function deadStreamName({ namespace }: Namespaced): string {
  return `${namespace.toUpperCase()}_DEAD`;
}

/** `synod.<tenant>.<scope>.<event type>`; the type is itself two tokens. */
export function subjectOf({ namespace }: Namespaced, { tenant, scope }: ScopeRef, type: EventType): string {
  return `${namespace}.${tenant}.${scope}.${type}`;
}

/** A wake of one handler that no event of its own stands behind; `ce-type` is that of the event that caused it. */
export function wakeSubject({ namespace }: Namespaced, { tenant, scope }: ScopeRef, to: HandlerName): string {
  return `${namespace}.${tenant}.${scope}.wake.${to}`;
}

/** All wakes of one handler. */
export function wakeFilter({ namespace }: Namespaced, to: HandlerName): string {
  return `${namespace}.*.*.wake.${to}`;
}

/** All hints of one type. */
export function filterOf({ namespace }: Namespaced, type: EventType): string {
  return `${namespace}.*.*.${type}`;
}

export function deadSubject({ namespace }: Namespaced, handler: HandlerName | "*"): string {
  return `${namespace}-dead.${handler}`;
}

/** One durable consumer a handler, shared by all its instances. */
export function durableName({ namespace }: Namespaced, handler: HandlerName): string {
  return `${namespace}-${handler}`;
}
