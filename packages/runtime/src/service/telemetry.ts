import type { Tracer } from "../tracer.ts";
import { inTrace } from "./trace-context.ts";

export interface Telemetry {
  readonly tracer: Tracer;
  /** Sends what is left, and ends. */
  readonly flush: () => Promise<void>;
}

/** Nobody records: contexts pass through, and logs still name their trace. */
export const PASSING_TRACER: Tracer = { span: ({ parent }, work) => inTrace(parent, () => work(parent)) };

/** Starts the exporter if one is configured; OpenTelemetry is loaded only then, since it costs memory. */
export async function startTelemetry(
  service: string,
  env: Readonly<Record<string, string | undefined>>,
): Promise<Telemetry> {
  if ((env["OTEL_EXPORTER_OTLP_ENDPOINT"] ?? "") === "")
    return { tracer: PASSING_TRACER, flush: () => Promise.resolve() };
  const [{ NodeSDK }, { createTracer }] = await Promise.all([
    import("@opentelemetry/sdk-node"),
    import("./otel-tracer.ts"),
  ]);
  // Metrics are scraped and logs are lines: only spans go this way.
  const sdk = new NodeSDK({
    serviceName: `synod-${service}`,
    instrumentations: [],
    metricReaders: [],
    logRecordProcessors: [],
  });
  sdk.start();
  return { tracer: createTracer(), flush: () => sdk.shutdown() };
}
