import { randomBytes } from "node:crypto";
import type { ScopeRef, TenantId } from "@synod/core";
import { SERVICE_NAMES, startDeployment, type Deployment } from "@synod/testkit";
import { describeReal } from "@synod/testkit/backing/describe-real";
import { readiness } from "@synod/testkit/deployment/readiness";
import { settled } from "@synod/testkit/deployment/drive";
import { startSpanCollector, type SpanCollector } from "@synod/testkit/deployment/span-collector";
import { afterAll, beforeAll, expect, it } from "vitest";
import { SERVER_VARIABLES, serversOf } from "./servers.ts";

const ACME = "acme" as TenantId;
const SCOPE: ScopeRef = { tenant: ACME, scope: "traced" as ScopeRef["scope"] };
const PATIENT = { timeout: 300_000 } as const;

/** A sample line of the Prometheus text format, version 0.0.4. */
const SAMPLE =
  /^[a-zA-Z_:][a-zA-Z0-9_:]*(\{[a-zA-Z_][a-zA-Z0-9_]*="(?:[^"\\\n]|\\.)*"(,[a-zA-Z_][a-zA-Z0-9_]*="(?:[^"\\\n]|\\.)*")*\})? (?:[-+]?[0-9.e+-]+|[-+]Inf|NaN)$/;

describeReal("what can be seen of a deployment", SERVER_VARIABLES, (values) => {
  let deployment: Deployment;
  let collector: SpanCollector;
  const traceId = randomBytes(16).toString("hex");
  beforeAll(async () => {
    collector = await startSpanCollector();
    deployment = await startDeployment({ servers: await serversOf(values), env: collector.env });
    const url = deployment.named("ingest")[0]?.url ?? "";
    const client = await deployment.client(ACME);
    await client.configureScope(SCOPE, {
      title: "Traced",
      as_of: null,
      clock: "case",
      goals: [],
      evidence: [],
      documents: [],
    });
    const posted = await fetch(`${url}/v1/tenants/acme/scopes/traced/documents`, {
      method: "POST",
      headers: {
        authorization: `Bearer ${await deployment.key(ACME)}`,
        "content-type": "application/json",
        traceparent: `00-${traceId}-${"ab".repeat(8)}-01`,
      },
      body: JSON.stringify({ name: "a.md", text: "The total price of the crane is EUR 5." }),
    });
    expect(posted.status).toBe(202);
    await settled(client, SCOPE);
  }, 300_000);
  afterAll(async () => {
    await deployment.stop();
    await collector.close();
  });

  it(
    "one trace runs from the POST through all five processes to the verdict that it caused",
    PATIENT,
    async () => {
      const ofTrace = () => collector.spans.filter((span) => span.traceId === traceId);
      const seen = () => [...new Set(ofTrace().map(({ service }) => service))].toSorted();
      await expect
        .poll(seen, { timeout: 60_000 })
        .toEqual(SERVICE_NAMES.map((name) => `synod-${name}`).toSorted());
      const verdict = () =>
        ofTrace().find(({ name, attributes }) => name === "turn" && attributes["handler"] === "tracker");
      await expect.poll(verdict, { timeout: 60_000 }).toBeDefined();
      // Every span hangs on another of its trace, up to the client's own.
      const loose = () => {
        const known = new Set([...ofTrace().map(({ spanId }) => spanId), "ab".repeat(8)]);
        return ofTrace().filter(({ parentSpanId }) => !known.has(parentSpanId));
      };
      await expect.poll(loose, { timeout: 60_000 }).toEqual([]);
    },
  );

  it("log lines are JSON, and those of the work carry its trace", () => {
    for (const service of deployment.services) {
      for (const line of service.log()) {
        expect(JSON.parse(line)).toMatchObject({
          level: expect.any(String),
          service: service.name,
          msg: expect.any(String),
        });
      }
    }
    const lines = deployment.named("ingest")[0]?.log() ?? [];
    const ofRequest = lines.filter(
      (line) => line.includes('"msg":"request"') && line.includes('"status":202'),
    );
    expect(ofRequest.some((line) => line.includes(traceId))).toBe(true);
  });

  it.each(SERVICE_NAMES)(
    "%s lives, is ready by the name of each dependency, and shows its metrics",
    async (name) => {
      const url = deployment.named(name)[0]?.url ?? "";
      expect(await (await fetch(`${url}/livez`)).json()).toEqual({ status: "alive", service: name });
      const own: Readonly<Record<string, readonly string[]>> = {
        ingest: ["blobs"],
        agents: ["blobs"],
        governor: ["authorizer"],
      };
      const expected = [...(own[name] ?? []), "bus", "database"].toSorted();
      await expect
        .poll(() => readiness(url), { timeout: 30_000 })
        .toEqual({ status: 200, here: expected, away: [] });
      const metrics = await fetch(`${url}/metrics`);
      expect(metrics.headers.get("content-type")).toMatch(/^text\/plain; version=0\.0\.4/);
      const lines = (await metrics.text()).trimEnd().split("\n");
      for (const line of lines)
        expect(line).toMatch(line.startsWith("#") ? /^# (HELP|TYPE) \S+ .+$/ : SAMPLE);
      if (name !== "ingest")
        expect(lines.some((line) => /^synod_commits_total\{handler="[a-z-]+"\} [1-9]/.test(line))).toBe(true);
    },
  );

  it("each drains at SIGTERM and ends with 0", PATIENT, async () => {
    const ended = [...deployment.services].map((service) => deployment.drain(service));
    expect(await Promise.all(ended)).toEqual(SERVICE_NAMES.map(() => 0));
  });
});
