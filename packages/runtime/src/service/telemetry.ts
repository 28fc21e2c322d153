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

/** Spans on OpenTelemetry. Without an SDK they cost next to nothing, and contexts pass through. */
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

/** Starts the exporter if one is configured; the SDK is loaded only then. Gives what flushes and ends it. */
export async function startTelemetry(
  service: string,
  env: Readonly<Record<string, string | undefined>>,
): Promise<() => Promise<void>> {
  if ((env["OTEL_EXPORTER_OTLP_ENDPOINT"] ?? "") === "") return () => Promise.resolve();
  const { NodeSDK } = await import("@opentelemetry/sdk-node");
  // Metrics are scraped and logs are lines: only spans go this way.
  const sdk = new NodeSDK({
    serviceName: `synod-${service}`,
    instrumentations: [],
    metricReaders: [],
    logRecordProcessors: [],
  });
  sdk.start();
  return () => sdk.shutdown();
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
