import { createServer } from "node:http";
import { afterEach, expect, test, vi } from "vitest";
import { startTelemetry } from "./telemetry.ts";
import { parseTraceparent } from "./trace-context.ts";

afterEach(() => vi.unstubAllEnvs());

const PARENT = `00-${"ab".repeat(16)}-${"cd".repeat(8)}-01`;
const LINKED = `00-${"12".repeat(16)}-${"34".repeat(8)}-01`;

test("with an exporter configured, spans of the cause's trace reach the collector before the service ends", async () => {
  const bodies: Buffer[] = [];
  const collector = createServer((request, response) => {
    request.on("data", (chunk: Buffer) => bodies.push(chunk));
    request.on("end", () => response.writeHead(200).end());
  });
  await new Promise<void>((resolve) => {
    collector.listen(0, "127.0.0.1", resolve);
  });
  const address = collector.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  vi.stubEnv("OTEL_EXPORTER_OTLP_ENDPOINT", `http://127.0.0.1:${port}`);

  const { tracer, flush } = await startTelemetry("governor", process.env);
  const turn = {
    name: "turn",
    parent: PARENT,
    links: [LINKED],
    attributes: { handler: "governor" },
  } as const;
  const handedOn = await tracer.span(turn, (own) =>
    tracer.span({ name: "commit", parent: own, attributes: {} }, async (inner) => inner),
  );
  await flush();
  await new Promise((resolve) => {
    collector.close(resolve);
  });

  const sent = Buffer.concat(bodies);
  for (const text of ["turn", "commit", "synod-governor"]) expect(sent.includes(text)).toBe(true);
  for (const id of ["ab".repeat(16), "cd".repeat(8), "12".repeat(16)])
    expect(sent.includes(Buffer.from(id, "hex"))).toBe(true);
  const parsed = parseTraceparent(handedOn);
  expect(parsed?.traceId).toBe("ab".repeat(16));
  expect(parsed?.spanId).not.toBe("cd".repeat(8));
});
