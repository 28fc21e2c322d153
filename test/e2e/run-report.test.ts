import { createHash, createPublicKey, verify } from "node:crypto";
import { cp, mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, inject, it } from "vitest";
import { canonicalJson, readSigningKey, verifyCertificate } from "@synod/core";
import { caseFolder, LIBRARY_BUS, libraryBus, madeState } from "./harness/case-folder.ts";
import { run, type Report, type RunEnded } from "./harness/report.ts";

/** One run of the demo's case, which several tests look at. */
let state = "";
let demo: RunEnded;

beforeAll(async () => {
  state = await mkdtemp(join(tmpdir(), "synod-e2e-"));
  await cp(inject("madeState"), state, { recursive: true });
  demo = await run(LIBRARY_BUS, ["--state", state]);
});

afterAll(() => rm(state, { recursive: true, force: true }));

it("takes a case to its verdict: the result is the last line of stdout, progress is on stderr", () => {
  const { report, stdout, stderr } = demo;
  expect(stdout.trimEnd().split("\n")).toHaveLength(1);
  expect(report).toMatchObject({
    tenant: "local",
    scope: "library-bus",
    verdict: "RESOLVED",
    rounds: 5,
    events: report.head.seq,
    dead_letters: [],
    next: [],
  });
  expect(report.v).toHaveLength(5);
  expect(report.goals.every(({ reached }) => reached)).toBe(true);
  for (const doc of ["01-offer.md", "05-council-minutes.md"]) expect(stderr).toContain(doc);
  expect(stderr).toContain("RESOLVED");
});

it("refers only to what is there: claims of goals and contradictions, files of places", async () => {
  const { report } = demo;
  const ids = new Set(report.claims.map(({ id }) => id));
  expect(ids.size).toBe(report.claims.length);
  expect(report.contradictions.length).toBeGreaterThanOrEqual(2);
  for (const { a, b, resolved_by } of report.contradictions) {
    expect(ids).toContain(a);
    expect(ids).toContain(b);
    expect(a).not.toBe(b);
    expect(resolved_by).toMatch(/^0[45]-/);
  }
  for (const { claim } of report.goals) expect(ids).toContain(claim);
  await placesStandInTheirSentences(LIBRARY_BUS, report);
});

it("states the digest that its definition gives", () => {
  const { report } = demo;
  const { claims, contradictions, goals, risks, evidence, gates, verdict, score } = report;
  const passed = Object.fromEntries(Object.entries(gates).map(([name, { pass }]) => [name, pass]));
  const sha256 = (content: object) => createHash("sha256").update(canonicalJson(content)).digest("hex");
  const knowledge = { claims, contradictions, goals, risks, evidence };
  expect(sha256(knowledge)).toBe(report.knowledge_digest);
  expect(sha256({ ...knowledge, gates: passed, verdict, score: Math.round(score * 1e9) / 1e9 })).toBe(
    report.digest,
  );
});

it("signs a certificate that states the digest and verifies with the public key alone", async () => {
  const { report } = demo;
  const { jwk } = readSigningKey(await readFile(join(state, "keys", "signing.pem"), "utf8"));
  const jws = report.certificate ?? "";
  const [header = "", payload = "", signature = ""] = jws.split(".");
  // By Node's own Ed25519, without any code of ours.
  const key = createPublicKey({ key: { kty: "OKP", crv: "Ed25519", x: jwk.x }, format: "jwk" });
  const signed = Buffer.from(`${header}.${payload}`);
  expect(verify(null, signed, key, Buffer.from(signature, "base64url"))).toBe(true);
  expect(JSON.parse(Buffer.from(header, "base64url").toString())).toMatchObject({
    alg: "EdDSA",
    kid: jwk.kid,
  });
  const check = verifyCertificate(jws, { keys: [jwk] });
  expect(check.ok && check.payload).toMatchObject({
    digest: report.digest,
    knowledge_digest: report.knowledge_digest,
    verdict: "RESOLVED",
    scope: "library-bus",
  });
});

it("counts UTF-16 units of the text without its byte order mark, line ends as they are", async () => {
  const docs = {
    "01-crlf.md":
      "\uFEFF# Grüße 🚌\r\n\r\nThe total price of the bus is EUR 412,000.\r\nThe range of the bus is 260 km.\r\n",
    "02-astral.txt": "😀😀 The delivery date of the bus is 30 September 2026.\r\n",
    "03-table.csv": '\uFEFFitem,total price\r\n“Bus” 🚌,"EUR 9,000"\r\n',
  };
  const dir = await caseFolder({ docs });
  const { report } = await run(dir, ["--state", await madeState()]);
  expect(new Set(report.claims.flatMap(({ places }) => places.map(({ doc }) => doc)))).toEqual(
    new Set(Object.keys(docs)),
  );
  const price = report.claims.find(({ value }) => value === 412_000);
  const place = price?.places[0];
  expect(docs["01-crlf.md"].slice(1).slice(place?.start, place?.end)).toContain(
    "total price of the bus is EUR 412,000",
  );
  await placesStandInTheirSentences(dir, report);
});

it("comes to the same digest in every run, whatever the tenant and the day", async () => {
  const other = ["--state", await madeState(), "--tenant", "acme"];
  const { report } = await run(await libraryBus(), other, { env: aDayLater() });
  expect(report.tenant).toBe("acme");
  expect(report.digest).toBe(demo.report.digest);
  expect(report.knowledge_digest).toBe(demo.report.knowledge_digest);
});

/** Preloaded into the process: its system clock is a day ahead. */
function aDayLater(): Record<string, string> {
  const source = `const now = Date.now.bind(Date); const Real = Date; const day = 86400000;
    globalThis.Date = class extends Real { constructor(...a) { a.length === 0 ? super(now() + day) : super(...a); } static now() { return now() + day; } };`;
  return { NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(source)}` };
}

/** Every claim's place cuts out text that stands in the file, from its first letter to its last. */
async function placesStandInTheirSentences(dir: string, { claims }: Report): Promise<void> {
  expect(claims.length).toBeGreaterThan(0);
  for (const { places, value } of claims) {
    for (const { doc, start, end } of places) {
      const text = (await readFile(join(dir, "docs", doc), "utf8")).replace(/^\uFEFF/, "");
      const cut = text.slice(start, end);
      expect(cut).toHaveLength(end - start);
      expect(cut).toBe(cut.trim());
      expect(cut.isWellFormed()).toBe(true);
      if (typeof value === "number") expect(cut).toMatch(/\d|four/);
    }
  }
}
