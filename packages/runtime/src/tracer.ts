/** Spans, as the loop makes them. The service host gives one on OpenTelemetry; elsewhere contexts pass through. */
export interface Tracer {
  /**
   * Runs `work` in a span and gives it the W3C traceparent to hand on: the span's own, or the parent's
   * if nobody records.
   */
  span<Result>(span: SpanOptions, work: (traceparent: string | null) => Promise<Result>): Promise<Result>;
}

export interface SpanOptions {
  readonly name: "request" | "turn" | "think" | "commit" | "publish";
  /** W3C traceparent of what caused it. */
  readonly parent: string | null;
  /** Traceparents of what else it deals with. */
  readonly links?: readonly string[];
  readonly attributes: Readonly<Record<string, string | number>>;
}

export const NO_TRACER: Tracer = {
  span: ({ parent }, work) => work(parent),
};
