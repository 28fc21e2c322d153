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
