import { scopeConfigSchema } from "@synod/contracts";
import { z } from "zod";
import { documentBodySchema } from "./document-body.ts";
import { ROUTES } from "./routes.ts";

/** The API as OpenAPI 3.1, made from the very schemas that parse the requests. */
export function openApiDocument(): object {
  const paths: Record<string, Record<string, object>> = {};
  for (const { method, path, relation, summary } of ROUTES) {
    const url = path.replaceAll(/:([a-z]+)/g, "{$1}");
    paths[url] = { ...paths[url], [method.toLowerCase()]: operation(method, url, relation, summary) };
  }
  return {
    openapi: "3.1.0",
    info: {
      title: "Synod ingest",
      version: "1",
      description: "Scopes and documents in, the case as it stands out.",
    },
    paths,
    components: {
      securitySchemes: {
        key: { type: "http", scheme: "bearer", description: "An API key made by `synod key create`" },
      },
      schemas: {
        Scope: z.toJSONSchema(scopeConfigSchema, { io: "input" }),
        Document: z.toJSONSchema(documentBodySchema, { io: "input" }),
        Receipt: z.toJSONSchema(receiptSchema),
        Problem: z.toJSONSchema(problemSchema),
      },
    },
  };
}

const receiptSchema = z.object({
  document: z.string(),
  event: z.object({ seq: z.int() }),
  duplicate: z.boolean(),
});

const problemSchema = z.object({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  detail: z.string(),
  code: z.string(),
  hint: z.string(),
});

const ref = (name: string) => ({ $ref: `#/components/schemas/${name}` });
const json = (schema: object) => ({ "application/json": { schema } });

function operation(method: string, url: string, relation: string | null, summary: string): object {
  const parameters = [...url.matchAll(/\{([a-z]+)\}/g)].map(([, name]) => ({
    name,
    in: "path",
    required: true,
    schema: { type: "string", pattern: "^[a-z0-9][a-z0-9-]{0,62}$" },
  }));
  const idempotency = {
    name: "Idempotency-Key",
    in: "header",
    required: false,
    description: IDEMPOTENCY,
    schema: { type: "string", minLength: 1, maxLength: 200 },
  };
  const writes = method !== "GET";
  return {
    summary,
    ...(relation === null ? {} : { security: [{ key: [] }], description: `Needs the relation ${relation}.` }),
    parameters: writes ? [...parameters, idempotency] : parameters,
    ...(writes ? { requestBody: requestBody(method) } : {}),
    responses: {
      [method === "POST" ? "202" : "200"]: {
        description: summary,
        content: method === "POST" ? json(ref("Receipt")) : json({ type: "object" }),
      },
      ...(relation === null ? {} : { ...problems(writes), default: problem("A problem (RFC 9457)") }),
    },
  };
}

const IDEMPOTENCY =
  "Belongs to the API key and this route. For 24 h the same content gives the same answer, other content 409; " +
  "409 with Retry-After while the first is in flight. Without it a document's SHA-256 serves: what the log has " +
  "already is answered with its event, as a duplicate.";

const RETRY_AFTER = {
  "Retry-After": { description: "Seconds to wait before another try", schema: { type: "integer" } },
};

function problem(description: string, headers: object = {}): object {
  return { description, headers, content: { "application/problem+json": { schema: ref("Problem") } } };
}

/** What a client should be ready for; each problem's `code` says more. */
function problems(writes: boolean): object {
  return {
    400: problem("The request does not fit"),
    401: problem("No valid API key"),
    404: problem("No such scope, or another tenant's"),
    ...(writes
      ? {
          409: problem("The idempotency key is in flight, or was used for other content", RETRY_AFTER),
          413: problem("Larger than the limit"),
          415: problem("Neither a content type nor a document type that is taken"),
        }
      : {}),
    429: problem("Too many requests of this tenant", RETRY_AFTER),
    503: problem("Too much at work, a dependency is away, or the service is shutting down", RETRY_AFTER),
  };
}

function requestBody(method: string): object {
  if (method === "PUT")
    return {
      required: true,
      content: { ...json(ref("Scope")), "application/yaml": { schema: ref("Scope") } },
    };
  const form = {
    type: "object",
    properties: {
      file: { type: "string", format: "binary" },
      kind: { type: "string" },
      date: { type: "string" },
      source: { type: "string" },
    },
  };
  return { required: true, content: { ...json(ref("Document")), "multipart/form-data": { schema: form } } };
}
