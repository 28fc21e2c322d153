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
    schema: { type: "string", maxLength: 200 },
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
      ...(relation === null
        ? {}
        : {
            default: {
              description: "A problem (RFC 9457)",
              content: { "application/problem+json": { schema: ref("Problem") } },
            },
          }),
    },
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
