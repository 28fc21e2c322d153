import { mkdtemp, rm } from "node:fs/promises";
import { request as httpRequest } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { DOCUMENT_BYTES_MAX, openDoor, openStores, sendRaw, type Door, type Stores } from "./door.fixture.ts";

let folder: string;
let stores: Stores;
let door: Door;
let key: string;
let scope: string;
let scopes = 0;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "synod-door-"));
  stores = await openStores(folder);
  door = await openDoor(stores);
  key = await door.key("acme");
});
afterAll(async () => {
  await door.close();
  await stores.close();
  await rm(folder, { recursive: true, force: true });
});
beforeEach(async () => {
  scope = `case-${(scopes += 1)}`;
  await put(scope, { title: "Crane", as_of: "2026-06-30" });
});

interface Answer {
  readonly status: number;
  readonly type: string;
  readonly retryAfter: string | null;
  readonly text: string;
  readonly json: Record<string, unknown>;
}

async function call(path: string, init: RequestInit = {}, base = door.url): Promise<Answer> {
  const { headers, ...rest } = init;
  const response = await fetch(`${base}${path}`, {
    ...rest,
    headers: { authorization: `Bearer ${key}`, ...headers },
  });
  const text = await response.text();
  const type = response.headers.get("content-type") ?? "";
  const parsed: unknown = type.includes("json") ? JSON.parse(text) : {};
  return {
    status: response.status,
    type,
    retryAfter: response.headers.get("retry-after"),
    text,
    json: { ...(typeof parsed === "object" ? parsed : {}) },
  };
}

const pathOf = (name: string) => `/v1/tenants/acme/scopes/${name}`;
const JSON_TYPE = { "content-type": "application/json" };

const put = (name: string, config: object) =>
  call(pathOf(name), { method: "PUT", headers: JSON_TYPE, body: JSON.stringify(config) });

const post = (body: object, headers: Record<string, string> = {}, base = door.url) =>
  call(
    `${pathOf(scope)}/documents`,
    { method: "POST", headers: { ...JSON_TYPE, ...headers }, body: JSON.stringify(body) },
    base,
  );

function form(parts: readonly (readonly [string, string | File])[]): FormData {
  const data = new FormData();
  for (const [name, value] of parts) data.append(name, value);
  return data;
}

const postForm = (body: FormData) => call(`${pathOf(scope)}/documents`, { method: "POST", body });

/** A problem of RFC 9457: its form, its code, and nothing of the inside of the service. */
function expectProblem(answer: Answer, status: number, code: string): void {
  expect(answer.json).toMatchObject({ status, code, type: `urn:synod:error:${code}` });
  expect(Object.keys(answer.json).toSorted()).toEqual(["code", "detail", "hint", "status", "title", "type"]);
  expect(answer.status).toBe(status);
  expect(answer.type).toContain("application/problem+json");
  expect(answer.text).not.toMatch(/node_modules|\.ts:\d|at async|Error:/);
}

describe("documents", () => {
  test("as JSON: 202 with the document, its event, and whether it was known", async () => {
    const first = await post({ name: "a.md", text: "The price is EUR 5." });
    expect(first.status).toBe(202);
    expect(first.json).toEqual({
      document: expect.stringMatching(/^[0-9a-f]{64}$/),
      event: { seq: 2 },
      duplicate: false,
    });
    const again = await post({ name: "a.md", base64: Buffer.from("The price is EUR 5.").toString("base64") });
    expect(again).toMatchObject({ status: 202, json: { ...first.json, duplicate: true } });
  });

  test("as a form, with its metadata", async () => {
    const file = new File(["Preis: 5 €"], "größe.txt", { type: "text/plain" });
    const answer = await postForm(
      form([
        ["kind", "offer"],
        ["date", "2026-01-02"],
        ["file", file],
        ["source", "Holm"],
      ]),
    );
    expect(answer).toMatchObject({ status: 202, json: { duplicate: false } });
    const { events } = await stores.store.load({
      tenant: "acme" as never,
      scope: scope as never,
      afterSeq: 1,
      eventsMax: 5,
      bytesMax: 1e6,
    });
    expect(JSON.parse(events[0]?.body ?? "")).toMatchObject({
      type: "document.received",
      data: { name: "größe.txt", kind: "offer", date: "2026-01-02", source: "Holm" },
    });
  });

  const big = "x".repeat(DOCUMENT_BYTES_MAX + 1);
  test.each([
    ["larger than the limit", { name: "a.md", text: big }, 413, "SYN_DOCUMENT_TOO_LARGE"],
    ["of no supported type", { name: "a.exe", text: "x" }, 415, "SYN_DOCUMENT_TYPE"],
    ["with a path for a name", { name: "../../etc/passwd.md", text: "x" }, 400, "SYN_DOCUMENT_NAME"],
    ["with text and base64", { name: "a.md", text: "x", base64: "eA==" }, 400, "SYN_REQUEST_INVALID"],
    ["with neither", { name: "a.md" }, 400, "SYN_REQUEST_INVALID"],
    ["with a field that nobody knows", { name: "a.md", text: "x", admin: true }, 400, "SYN_REQUEST_INVALID"],
    ["with no calendar's date", { name: "a.md", text: "x", date: "2026-02-30" }, 400, "SYN_REQUEST_INVALID"],
    ["that is a list", [], 400, "SYN_REQUEST_INVALID"],
  ])("%s", async (_, body, status, code) => expectProblem(await post(body), status, code));

  test.each([
    ["no file", () => form([["kind", "offer"]])],
    [
      "two files",
      () =>
        form([
          ["file", new File(["a"], "a.md")],
          ["file", new File(["b"], "b.md")],
        ]),
    ],
    [
      "a field twice",
      () =>
        form([
          ["kind", "a"],
          ["kind", "b"],
          ["file", new File(["a"], "a.md")],
        ]),
    ],
    [
      "a field that nobody knows",
      () =>
        form([
          ["__proto__x", "a"],
          ["file", new File(["a"], "a.md")],
        ]),
    ],
  ])("a form with %s", async (_, body) => expectProblem(await postForm(body()), 400, "SYN_REQUEST_INVALID"));

  test("a form whose file is larger than the limit", async () => {
    expectProblem(await postForm(form([["file", new File([big], "a.md")]])), 413, "SYN_DOCUMENT_TOO_LARGE");
  });

  const raw = (type: string, body: string) =>
    call(`${pathOf(scope)}/documents`, { method: "POST", headers: { "content-type": type }, body });
  test.each([
    ["JSON that breaks off", "application/json", '{"name": "a.md"', 400, "SYN_REQUEST_INVALID"],
    [
      "JSON that reaches for a prototype",
      "application/json",
      '{"__proto__": {"a": 1}}',
      400,
      "SYN_REQUEST_INVALID",
    ],
    [
      "a form that breaks off",
      "multipart/form-data; boundary=b",
      '--b\r\ncontent-disposition: form-data; name="file"; filename="a.md"\r\n\r\nhal',
      400,
      "SYN_REQUEST_INVALID",
    ],
    ["a form without a boundary", "multipart/form-data", "--b--", 400, "SYN_REQUEST_INVALID"],
    ["XML", "application/xml", "<a/>", 415, "SYN_CONTENT_TYPE"],
    ["nothing", "application/json", "", 400, "SYN_REQUEST_INVALID"],
  ])("%s", async (_, type, body, status, code) => expectProblem(await raw(type, body), status, code));

  test("a body over the limit is refused before it is read", async () => {
    const answer = await post({ name: "a.md", text: "x".repeat(200_000) });
    expectProblem(answer, 413, "SYN_DOCUMENT_TOO_LARGE");
  });
});

describe("scopes", () => {
  test("as JSON or YAML; the same again appends nothing; a mistake is named with its line", async () => {
    const body = "title: Crane\nas_of: 2026-06-30\n";
    const yaml = await call(pathOf(scope), {
      method: "PUT",
      headers: { "content-type": "application/yaml" },
      body,
    });
    expect(yaml).toMatchObject({ status: 200, json: { scope, event: { seq: 1 } } });
    const wrong = { method: "PUT", headers: { "content-type": "text/yaml" }, body: "title: A\ngoals: 5\n" };
    const refused = await call(pathOf(scope), wrong);
    expectProblem(refused, 400, "SYN_SCOPE_INVALID");
    expect(refused.json["detail"]).toMatch(/line 2/i);
    expectProblem(await put(scope, { scope: "another", title: "A" }), 400, "SYN_SCOPE_INVALID");
  });

  test("a scope shows its report; one that was never made is not found", async () => {
    expect((await call(pathOf(scope))).json).toMatchObject({
      tenant: "acme",
      scope,
      title: "Crane",
      events: 1,
    });
    expectProblem(await call(pathOf("never")), 404, "SYN_NOT_FOUND");
    scope = "never";
    expectProblem(await post({ name: "a.md", text: "x" }), 404, "SYN_NOT_FOUND");
  });
});

describe("who may", () => {
  test("nobody without a key, nobody with a wrong one", async () => {
    const wrong = `syn_${"0".repeat(12)}_${"A".repeat(43)}`;
    for (const authorization of [
      "",
      "Basic eDp5",
      `Bearer ${wrong}`,
      "Bearer null",
      `Bearer ${key} `.repeat(3),
    ])
      expectProblem(await call(pathOf(scope), { headers: { authorization } }), 401, "SYN_UNAUTHENTICATED");
  });

  test("a revoked key is none", async () => {
    const gone = await door.key("acme");
    await stores.access.revokeKey("acme" as never, gone.slice(4, 16));
    expectProblem(
      await call(pathOf(scope), { headers: { authorization: `Bearer ${gone}` } }),
      401,
      "SYN_UNAUTHENTICATED",
    );
  });

  test("another tenant's scope is answered as one that does not exist, whatever is tried", async () => {
    const other = { authorization: `Bearer ${await door.key("rival")}` };
    await post({ name: "secret.md", text: "canary-text" });
    const answers = [
      await call(pathOf(scope), { headers: other }),
      await call(pathOf("never"), { headers: other }),
      await call(pathOf(scope), {
        method: "PUT",
        headers: { ...other, ...JSON_TYPE },
        body: '{"title":"Mine"}',
      }),
      await post({ name: "a.md", text: "x" }, other),
    ];
    const [first] = answers;
    for (const answer of answers) {
      expectProblem(answer, 404, "SYN_NOT_FOUND");
      expect(answer.text).toBe(first?.text);
    }
    expect((await call(pathOf(scope))).json).toMatchObject({ title: "Crane", events: 2 });
    expectProblem(await call(`/v1/tenants/rival/scopes/${scope}`, { headers: other }), 404, "SYN_NOT_FOUND");
  });

  test("nobody's body is read who may not send one", async () => {
    const head = `POST ${pathOf(scope)}/documents HTTP/1.1\r\nhost: x\r\nconnection: close\r\ncontent-type: application/json\r\ncontent-length: 9000\r\n\r\n`;
    expect(await sendRaw(door.port, head)).toMatch(/^HTTP\/1\.1 401 /);
  });

  test.each([
    ["/v1/tenants/acme/scopes/..%2f..%2frival", 404],
    ["/v1/tenants/acme/scopes/%2e%2e/x", 404],
    ["/v1/tenants/ACME/scopes/x", 404],
    ["/v1/tenants/acme%00/scopes/x", 404],
    ["/v1/tenants/acme/scopes/%zz", 400],
    [`/v1/tenants/acme/scopes/${"a".repeat(100)}`, 404],
    [`/v1/tenants/acme/scopes/${"a".repeat(300)}`, 400],
    ["/v1/tenants/acme/scopes/x/documents", 404],
    ["/v1//tenants/acme/scopes/x", 404],
    ["/etc/passwd", 404],
  ])("%s leads nowhere", async (path, status) => {
    const answer = await call(path);
    expectProblem(answer, status, status === 404 ? "SYN_NOT_FOUND" : "SYN_REQUEST_INVALID");
  });
});

describe("Idempotency-Key", () => {
  const doc = { name: "a.md", text: "The price is EUR 5." };

  test("the same parsed content gives the same answer, in whatever form it comes", async () => {
    const named = { "idempotency-key": `k-${scope}` };
    const first = await post(doc, named);
    const again = await post({ base64: Buffer.from(doc.text).toString("base64"), name: doc.name }, named);
    expect(again).toMatchObject({ status: 202, text: first.text });
    expect(first.json["duplicate"]).toBe(false);
  });

  test("other content is a conflict, and nothing of it is taken in", async () => {
    const named = { "idempotency-key": `k-${scope}` };
    await post(doc, named);
    for (const other of [
      { ...doc, text: "EUR 6" },
      { ...doc, name: "b.md" },
      { ...doc, kind: "offer" },
    ])
      expectProblem(await post(other, named), 409, "SYN_IDEMPOTENCY_CONFLICT");
    expect((await call(pathOf(scope))).json).toMatchObject({ events: 2 });
  });

  test("another holder, scope or route has keys of its own", async () => {
    const named = { "idempotency-key": "shared" };
    await post(doc, named);
    const other = { ...named, authorization: `Bearer ${await door.key("acme")}` };
    expect(await post({ ...doc, text: "EUR 6" }, other)).toMatchObject({ status: 202 });
    const body = JSON.stringify({ title: "Crane", as_of: "2026-06-30" });
    const configured = await call(pathOf(scope), {
      method: "PUT",
      headers: { ...JSON_TYPE, ...named },
      body,
    });
    expect(configured.status).toBe(200);
    scope = `case-${(scopes += 1)}`;
    await put(scope, { title: "Other" });
    expect(await post({ ...doc, text: "EUR 7" }, named)).toMatchObject({ status: 202 });
  });

  test("while one is in flight: 409 with Retry-After; both at once take it in once", async () => {
    const named = { "idempotency-key": `k-${scope}` };
    const answers = await Promise.all(Array.from({ length: 8 }, () => post(doc, named)));
    const accepted = answers.filter(({ status }) => status === 202);
    expect(accepted.length).toBeGreaterThan(0);
    for (const answer of answers) {
      if (answer.status === 202) expect(answer.text).toBe(accepted[0]?.text);
      else {
        expectProblem(answer, 409, "SYN_IDEMPOTENCY_IN_FLIGHT");
        expect(Number(answer.retryAfter)).toBeGreaterThan(0);
      }
    }
    expect((await call(pathOf(scope))).json).toMatchObject({ events: 2 });
  });

  test("a request that failed may be tried again under its key; a key that is none is refused", async () => {
    const named = { "idempotency-key": `k-${scope}` };
    expectProblem(await post({ ...doc, name: "a.exe" }, named), 415, "SYN_DOCUMENT_TYPE");
    expect(await post(doc, named)).toMatchObject({ status: 202 });
    expectProblem(await post(doc, { "idempotency-key": "with space" }), 400, "SYN_REQUEST_INVALID");
    expectProblem(await post(doc, { "idempotency-key": "k".repeat(201) }), 400, "SYN_REQUEST_INVALID");
  });
});

describe("bounds", () => {
  test("a tenant that asks too often is told to wait, another is not", async () => {
    const strict = await openDoor(stores, { requestsPerSecond: 1, burst: 3 });
    const answers = [];
    for (let count = 0; count < 6; count += 1) answers.push(await call(pathOf(scope), {}, strict.url));
    const limited = answers.filter(({ status }) => status === 429);
    expect(limited.length).toBeGreaterThan(0);
    for (const answer of limited) {
      expectProblem(answer, 429, "SYN_RATE_LIMITED");
      expect(answer.retryAfter).toBe("1");
    }
    const headers = { authorization: `Bearer ${await strict.key("rival")}` };
    expect((await call("/v1/tenants/rival/scopes/x", { headers }, strict.url)).status).toBe(404);
    await strict.close();
  });

  test("more requests than it can hold are told to come back, and what broke off holds no place", async () => {
    const small = await openDoor(stores, { inFlightMax: 2 });
    const hanging = Array.from({ length: 2 }, () =>
      httpRequest({
        port: small.port,
        path: `${pathOf(scope)}/documents`,
        method: "POST",
        headers: {
          authorization: `Bearer ${key}`,
          "content-type": "application/json",
          "content-length": 100,
        },
      }).on("error", () => undefined),
    );
    for (const request of hanging) request.write("{");
    const busy = () => call(pathOf(scope), {}, small.url);
    await expect.poll(async () => (await busy()).status, { timeout: 10_000 }).toBe(503);
    const refused = await busy();
    expectProblem(refused, 503, "SYN_OVERLOADED");
    expect(refused.retryAfter).toBe("1");
    for (const request of hanging) request.destroy();
    await expect.poll(async () => (await busy()).status, { timeout: 10_000 }).toBe(200);
    await small.close();
  });

  test("bodies at work are bounded in bytes, too", async () => {
    const small = await openDoor(stores, { inFlightBytesMax: 1 });
    const hanging: ReturnType<typeof httpRequest>[] = [];
    const doc = { name: "a.md", text: "x" };
    /** One more body that does not end; the first of them may come while another request is at work. */
    const besides = async () => {
      const request = httpRequest({
        port: small.port,
        path: `${pathOf(scope)}/documents`,
        method: "POST",
        headers: { authorization: `Bearer ${key}`, "content-type": "application/json" },
      }).on("error", () => undefined);
      request.write("{");
      hanging.push(request);
      return (await post(doc, {}, small.url)).status;
    };
    await expect.poll(besides, { timeout: 10_000 }).toBe(503);
    for (const request of hanging) request.destroy();
    await expect.poll(async () => (await post(doc, {}, small.url)).status, { timeout: 10_000 }).toBe(202);
    await small.close();
  });

  test("who sends its headers or body drop by drop is hung up on, and others are served meanwhile", async () => {
    const strict = await openDoor(stores, { headersMs: 300, requestMs: 600, checkMs: 50 });
    const slowHead = sendRaw(strict.port, "GET /livez HTTP/1.1\r\nhost: x\r\nx-slow: ");
    const slowBody = sendRaw(
      strict.port,
      `POST ${pathOf(scope)}/documents HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${key}\r\ncontent-type: application/json\r\ncontent-length: 50\r\n\r\n{`,
    );
    expect((await call(pathOf(scope), {}, strict.url)).status).toBe(200);
    expect(await slowHead).toMatch(/^HTTP\/1\.1 408 /);
    expect(await slowBody).toMatch(/^(HTTP\/1\.1 408 |$)/);
    await strict.close();
  });

  test("headers without end, and what is no HTTP, are answered with a problem", async () => {
    const huge = `GET /livez HTTP/1.1\r\nhost: x\r\nx-huge: ${"x".repeat(40_000)}\r\n\r\n`;
    const refused = await sendRaw(door.port, huge);
    expect(refused).toMatch(/^HTTP\/1\.1 431 /);
    expect(refused).toContain("application/problem+json");
    const noise = await sendRaw(door.port, "\u0001\u0002\r\n\r\n");
    expect(noise).toMatch(/^HTTP\/1\.1 400 /);
    expect(noise).toContain("SYN_REQUEST_INVALID");
  });

  test("while it drains it takes nothing new, and says so", async () => {
    const leaving = await openDoor(stores);
    const address = leaving.url;
    const agent = { headers: { connection: "keep-alive" } };
    await call(pathOf(scope), agent, address);
    const closing = leaving.close();
    const answer = await call(pathOf(scope), agent, address).catch(() => null);
    if (answer !== null) expectProblem(answer, 503, "SYN_DRAINING");
    await closing;
  });
});

test("a failure of ours shows no inside; the log has it", async () => {
  const broken = await openDoor({
    ...stores,
    store: { ...stores.store, load: () => Promise.reject(new TypeError("canary of the inside")) },
  });
  const answer = await call(pathOf(scope), {}, broken.url);
  expectProblem(answer, 500, "SYN_INTERNAL");
  expect(answer.text).not.toContain("canary");
  expect(broken.logged.join("")).toContain("canary of the inside");
  await broken.close();
});
