import {
  isSpanContextValid,
  ROOT_CONTEXT,
  SpanStatusCode,
  trace,
  type Context,
  type Link,
} from "@opentelemetry/api";
import type { SpanOptions, Tracer } from "../tracer.ts";
import { formatTraceparent, inTrace, parseTraceparent } from "./trace-context.ts";

/** Spans on OpenTelemetry, of whatever SDK was started. */
export function createTracer(): Tracer {
  const tracer = trace.getTracer("synod");
  return {
    span<Result>(
      options: SpanOptions,
      work: (traceparent: string | null) => Promise<Result>,
    ): Promise<Result> {
      const { name, parent, links = [], attributes } = options;
      const span = tracer.startSpan(
        name,
        { attributes: { ...attributes }, links: links.flatMap(linkTo) },
        contextOf(parent),
      );
      const own = span.spanContext();
      const recorded = isSpanContextValid(own);
      const traceparent = recorded ? formatTraceparent({ ...own, flags: own.traceFlags }) : parent;
      return inTrace(traceparent, async () => {
        try {
          return await work(traceparent);
        } catch (error) {
          span.recordException(error instanceof Error ? error : String(error));
          span.setStatus({ code: SpanStatusCode.ERROR });
          throw error;
        } finally {
          span.end();
        }
      });
    },
  };
}

function contextOf(traceparent: string | null): Context {
  const parsed = parseTraceparent(traceparent);
  if (parsed === null) return ROOT_CONTEXT;
  const { traceId, spanId, flags } = parsed;
  return trace.setSpanContext(ROOT_CONTEXT, { traceId, spanId, traceFlags: flags, isRemote: true });
}

function linkTo(traceparent: string): Link[] {
  const context = trace.getSpanContext(contextOf(traceparent));
  return context === undefined ? [] : [{ context }];
}
