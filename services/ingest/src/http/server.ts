import multipart from "@fastify/multipart";
import { caseReport, digestOf, sha256Hex, SynodError, toSynodError, type IsoInstant } from "@synod/core";
import {
  parseScopeJson,
  parseScopeYaml,
  type AccessStore,
  type Clock,
  type Logger,
  type Random,
  type StoredResponse,
} from "@synod/contracts";
import type { CaseCache, Tracer } from "@synod/runtime";
import { inTrace, type Health } from "@synod/runtime/service";
import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from "fastify";
import type { Origin, Writer } from "../writer.ts";
import { authenticate, type Caller } from "./authenticate.ts";
import { readDocument } from "./document-body.ts";
import { idempotent } from "./idempotent.ts";
import { openApiDocument } from "./openapi.ts";
import { PROBLEM_TYPE, problemOf, RETRY_AFTER_S } from "./problem.ts";
import { answerBrokenRequest, httpError } from "./http-error.ts";
import { createBusyGuard } from "./busy.ts";
import { HTTP_BOUNDS, type HttpBounds } from "./bounds.ts";
import { createRateLimit } from "./rate-limit.ts";
import { isListed } from "./routes.ts";
import { inRequestTrace } from "./trace.ts";

export interface HttpPorts {
  readonly writer: Writer;
  readonly cache: CaseCache;
  readonly access: AccessStore;
  readonly clock: Clock;
  readonly random: Random;
  readonly tracer: Tracer;
  readonly logger: Logger;
  readonly health: Health;
  readonly documentBytesMax: number;
  /** Default: HTTP_BOUNDS. */
  readonly bounds?: Partial<HttpBounds>;
}

/** A document in base64 grows by a third, and has a few fields beside it. */
const BODY_OVERHEAD = 64 * 1024;
const IDEMPOTENCY_KEY = /^[\x21-\x7E]{1,200}$/;

interface ScopeParams {
  readonly tenant: string;
  readonly scope: string;
}

/** The HTTP door: everything that comes in is parsed, bounded and answered with a problem if it does not fit. */
export async function buildServer(ports: HttpPorts): Promise<FastifyInstance> {
  const bounds = { ...HTTP_BOUNDS, ...ports.bounds };
  const bodyLimit = Math.ceil((ports.documentBytesMax * 4) / 3) + BODY_OVERHEAD;
  const app = fastify({
    bodyLimit,
    requestTimeout: bounds.requestMs,
    connectionTimeout: bounds.silenceMs,
    http: { headersTimeout: bounds.headersMs, connectionsCheckingInterval: bounds.checkMs },
    forceCloseConnections: "idle",
    schemaController: { compilersFactory: { buildValidator: noSchema, buildSerializer: noSchema } },
    // Refused by the guard, as a problem.
    return503OnClosing: false,
    routerOptions: { maxParamLength: 200 },
    clientErrorHandler: answerBrokenRequest,
    frameworkErrors: (error, _request, reply) => void sendProblem(reply, httpError(error), ports.logger),
  });
  app.server.maxConnections = bounds.connectionsMax;
  refuseUnlisted(app);
  await app.register(multipart, {
    limits: { fileSize: ports.documentBytesMax, files: 2, fields: 10, fieldSize: 10_000 },
  });
  app.addContentTypeParser(["application/yaml", "text/yaml"], { parseAs: "string" }, (_request, body, done) =>
    done(null, body),
  );
  const traces: Traces = new WeakMap();
  guard(app, ports, createBusyGuard(bounds, bodyLimit), traces);
  mountScopes(app, ports, bounds, traces);
  mountOpen(app, ports);
  return app;
}

/** Bodies are parsed by zod. The compilers of JSON schemas are megabytes that would never be asked. */
function noSchema(): never {
  throw new SynodError("SYN_INTERNAL", "a route has a JSON schema");
}

/** The trace that a request belongs to, for the line that is logged when it is over. */
type Traces = WeakMap<FastifyRequest, string | null>;

/** A route that the table does not know would be one that nobody decided on. */
function refuseUnlisted(app: FastifyInstance): void {
  app.addHook("onRoute", ({ method, url }) => {
    for (const verb of [method].flat()) {
      if (!isListed(verb, url)) throw new SynodError("SYN_INTERNAL", `${verb} ${url} has no line in ROUTES`);
    }
  });
}

function guard(
  app: FastifyInstance,
  { logger }: HttpPorts,
  busy: ReturnType<typeof createBusyGuard>,
  traces: Traces,
): void {
  let draining = false;
  app.addHook("preClose", async () => {
    draining = true;
  });
  app.addHook("onRequest", async (request, reply) => {
    void reply.headers({
      "x-content-type-options": "nosniff",
      "content-security-policy": "default-src 'none'",
      "cache-control": "no-store",
    });
    if (!request.url.startsWith("/v1/")) return;
    if (draining) throw new SynodError("SYN_DRAINING", "no new work, please");
    busy(request.raw, reply.raw);
  });
  app.addHook("onResponse", async (request, reply) => {
    if (!request.url.startsWith("/v1/")) return;
    const ms = Math.round(reply.elapsedTime * 10) / 10;
    const fields = { method: request.method, route: request.routeOptions.url, status: reply.statusCode, ms };
    inTrace(traces.get(request) ?? null, () => logger.info(fields, "request"));
  });
  app.setErrorHandler((error, _request, reply) => sendProblem(reply, httpError(error), logger));
  app.setNotFoundHandler((_request, reply) =>
    sendProblem(reply, new SynodError("SYN_NOT_FOUND", "no such route"), logger),
  );
}

function mountScopes(app: FastifyInstance, ports: HttpPorts, bounds: HttpBounds, traces: Traces): void {
  const { access, clock } = ports;
  const limit = createRateLimit({ clock, perSecond: bounds.requestsPerSecond, burst: bounds.burst });
  const callers = new WeakMap<FastifyRequest, Caller>();
  /** Before the body is read: nobody's bytes are taken in who may not send any. */
  const onRequest = async (request: FastifyRequest<{ Params: ScopeParams }>): Promise<void> => {
    const caller = await authenticate(access, request.headers.authorization, request.params);
    limit(caller.scope.tenant);
    callers.set(request, caller);
  };
  const callerOf = (request: FastifyRequest): Caller => {
    const caller = callers.get(request);
    if (caller === undefined) throw new SynodError("SYN_UNAUTHENTICATED", "nobody was let in");
    return caller;
  };
  const traced = (
    request: FastifyRequest,
    route: string,
    work: (trace: string | null) => Promise<StoredResponse>,
  ) =>
    inRequestTrace(ports, request.headers["traceparent"], route, (trace) => {
      traces.set(request, trace);
      return work(trace);
    });
  const scopePath = "/v1/tenants/:tenant/scopes/:scope";

  app.put<{ Params: ScopeParams }>(scopePath, { onRequest }, async (request, reply) => {
    const response = await traced(request, "configure", (trace) =>
      configure(request, callerOf(request), trace, ports),
    );
    return send(reply, response);
  });

  app.post<{ Params: ScopeParams }>(`${scopePath}/documents`, { onRequest }, async (request, reply) => {
    const response = await traced(request, "receive", (trace) =>
      receive(request, callerOf(request), trace, ports),
    );
    return send(reply, response);
  });

  app.get<{ Params: ScopeParams }>(scopePath, { onRequest }, async (request) => {
    const { state } = await ports.cache.refresh(callerOf(request).scope);
    if (state.config === null) throw new SynodError("SYN_NOT_FOUND", "no such scope");
    return caseReport(state, new Date(clock.now()).toISOString() as IsoInstant);
  });
}

async function configure(
  request: FastifyRequest,
  caller: Caller,
  trace: string | null,
  ports: HttpPorts,
): Promise<StoredResponse> {
  const { body } = request;
  const { scope: named, config } = typeof body === "string" ? parseScopeYaml(body) : parseScopeJson(body);
  if (named !== null && named !== caller.scope.scope) {
    throw new SynodError("SYN_SCOPE_INVALID", `it names the scope ${named}, the path ${caller.scope.scope}`);
  }
  const content = digestOf(config);
  return onlyOnce(request, caller, content, ports, async () => {
    const seq = await ports.writer.configure(caller.scope, config, originOf(caller, trace));
    return { status: 200, body: JSON.stringify({ scope: caller.scope.scope, event: { seq } }) };
  });
}

async function receive(
  request: FastifyRequest,
  caller: Caller,
  trace: string | null,
  ports: HttpPorts,
): Promise<StoredResponse> {
  const incoming = await readDocument(request, ports.documentBytesMax);
  const content = digestOf({
    name: incoming.name,
    sha256: sha256Hex(incoming.bytes),
    metadata: incoming.metadata ?? {},
  });
  return onlyOnce(request, caller, content, ports, async () => {
    const { document, seq, duplicate } = await ports.writer.receive(
      caller.scope,
      incoming,
      originOf(caller, trace),
    );
    return { status: 202, body: JSON.stringify({ document, event: { seq }, duplicate }) };
  });
}

/** Without a key of the client's, what it sends stands for itself and the log knows what it has. */
async function onlyOnce(
  request: FastifyRequest,
  caller: Caller,
  content: ReturnType<typeof digestOf>,
  { access, clock }: HttpPorts,
  work: () => Promise<StoredResponse>,
): Promise<StoredResponse> {
  const key = request.headers["idempotency-key"];
  if (key === undefined) return work();
  if (typeof key !== "string" || !IDEMPOTENCY_KEY.test(key)) {
    throw new SynodError("SYN_REQUEST_INVALID", "Idempotency-Key: 1 to 200 visible ASCII characters");
  }
  const route = `${request.method} ${caller.scope.scope} ${request.routeOptions.url ?? ""}`;
  return idempotent({ access, clock, caller, route, key, content }, work);
}

function mountOpen(app: FastifyInstance, { health }: HttpPorts): void {
  const document = openApiDocument();
  app.get("/openapi.json", async () => document);
  for (const path of ["/livez", "/readyz", "/metrics"] as const) {
    app.get(path, async (_request, reply) => {
      const { status, contentType, body } = await health.routes[path]();
      return reply.status(status).type(contentType).send(body);
    });
  }
}

function originOf({ key }: Caller, traceparent: string | null): Origin {
  return { actor: `key:${key.id}`, traceparent };
}

function send(reply: FastifyReply, { status, body }: StoredResponse): FastifyReply {
  return reply.status(status).type("application/json; charset=utf-8").send(body);
}

function sendProblem(reply: FastifyReply, error: unknown, logger: Logger): FastifyReply {
  const problem = problemOf(error);
  if (problem.status >= 500)
    logger.error({ code: problem.code, cause: toSynodError(error).detail }, "a request failed");
  const again = toSynodError(error).class === "retryable";
  return reply
    .status(problem.status)
    .headers(again ? { "retry-after": String(RETRY_AFTER_S) } : {})
    .type(PROBLEM_TYPE)
    .send(JSON.stringify(problem));
}
