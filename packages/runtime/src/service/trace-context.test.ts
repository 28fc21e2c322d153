import { expect, test } from "vitest";
import { startTelemetry } from "./telemetry.ts";
import { currentTrace, formatTraceparent, parseTraceparent } from "./trace-context.ts";

const PARENT = `00-${"ab".repeat(16)}-${"cd".repeat(8)}-01`;

test("a traceparent comes back as it was written, and anything else is none", () => {
  const parts = parseTraceparent(PARENT);
  expect(parts === null ? null : formatTraceparent(parts)).toBe(PARENT);
  for (const wrong of [null, "", "00-xyz", `00-${"0".repeat(32)}-${"cd".repeat(8)}-01`, `${PARENT}-more`]) {
    expect(parseTraceparent(wrong)).toBeNull();
  }
});

test("without an exporter the context of the cause is handed on, and logs in it name its trace", async () => {
  const span = { name: "turn", parent: PARENT, attributes: {} } as const;
  const seen = await (
    await startTelemetry("test", {})
  ).tracer.span(span, async (traceparent) => {
    await Promise.resolve();
    return { traceparent, logged: currentTrace() };
  });
  expect(seen).toEqual({
    traceparent: PARENT,
    logged: { trace_id: "ab".repeat(16), span_id: "cd".repeat(8) },
  });
  expect(currentTrace()).toEqual({});
});
