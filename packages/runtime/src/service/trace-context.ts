import { AsyncLocalStorage } from "node:async_hooks";

const traceparents = new AsyncLocalStorage<string | null>();

/** Everything that `work` starts belongs to the trace of `traceparent`. */
export function inTrace<Result>(traceparent: string | null, work: () => Result): Result {
  return traceparents.run(traceparent, work);
}

/** Ids of the trace that the running work belongs to, as logs name them. */
export function currentTrace(): { trace_id?: string; span_id?: string } {
  const parsed = parseTraceparent(traceparents.getStore() ?? null);
  return parsed === null ? {} : { trace_id: parsed.traceId, span_id: parsed.spanId };
}

export interface TraceParts {
  readonly traceId: string;
  readonly spanId: string;
  readonly flags: number;
}

const PATTERN = /^[0-9a-f]{2}-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})$/;

/** W3C Trace Context, section 3.2; null for what is not one, or is all zeros. */
export function parseTraceparent(text: string | null): TraceParts | null {
  const [, traceId, spanId, flags] = (text === null ? null : PATTERN.exec(text)) ?? [];
  if (traceId === undefined || spanId === undefined || flags === undefined) return null;
  if (/^0+$/.test(traceId) || /^0+$/.test(spanId)) return null;
  return { traceId, spanId, flags: Number.parseInt(flags, 16) };
}

export function formatTraceparent({ traceId, spanId, flags }: TraceParts): string {
  return `00-${traceId}-${spanId}-${flags.toString(16).padStart(2, "0")}`;
}
