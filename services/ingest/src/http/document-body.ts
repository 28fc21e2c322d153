import type { MultipartFile } from "@fastify/multipart";
import { SynodError, type IsoDate } from "@synod/core";
import { isoDateSchema } from "@synod/contracts";
import type { FastifyRequest } from "fastify";
import { z } from "zod";
import type { IncomingDocument } from "../receive.ts";

const word = z.string().trim().min(1).max(100);

const metadataShape = {
  kind: word.optional(),
  date: z.string().pipe(isoDateSchema).optional(),
  source: z.string().trim().min(1).max(500).optional(),
};

const metadataSchema = z.strictObject(metadataShape);

/** The JSON form of a document: its text, or its bytes in base64. */
export const documentBodySchema = z
  .strictObject({
    name: z.string().min(1).max(255),
    text: z.string().optional(),
    base64: z.base64().optional(),
    ...metadataShape,
  })
  .refine(({ text, base64 }) => (text === undefined) !== (base64 === undefined), {
    message: "give either text or base64",
  });

/** Reads either form. Throws SYN_REQUEST_INVALID naming the field, or SYN_DOCUMENT_TOO_LARGE. */
export async function readDocument(request: FastifyRequest, bytesMax: number): Promise<IncomingDocument> {
  return request.isMultipart() ? readMultipart(request, bytesMax) : readJson(request.body);
}

function readJson(body: unknown): IncomingDocument {
  const { name, text, base64, ...metadata } = parse(documentBodySchema, body);
  const bytes = text === undefined ? Buffer.from(base64 ?? "", "base64") : Buffer.from(text, "utf8");
  return { name, bytes, metadata: withoutUndefined(metadata) };
}

async function readMultipart(request: FastifyRequest, bytesMax: number): Promise<IncomingDocument> {
  const fields: Record<string, unknown> = {};
  let file: { readonly name: string; readonly bytes: Uint8Array } | null = null;
  for await (const part of request.parts()) {
    if (part.type === "field") {
      fields[part.fieldname] = part.value;
      continue;
    }
    if (file !== null)
      throw new SynodError("SYN_REQUEST_INVALID", "one document a request: there is a second file");
    file = { name: part.filename, bytes: await readFile(part, bytesMax) };
  }
  if (file === null) throw new SynodError("SYN_REQUEST_INVALID", "there is no file part");
  return { ...file, metadata: withoutUndefined(parse(metadataSchema, fields)) };
}

async function readFile(part: MultipartFile, bytesMax: number): Promise<Uint8Array> {
  const bytes = await part.toBuffer().catch((cause: unknown) => {
    throw new SynodError("SYN_DOCUMENT_TOO_LARGE", `at most ${bytesMax} bytes are taken`, { cause });
  });
  return bytes;
}

function parse<Output>(schema: z.ZodType<Output>, value: unknown): Output {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const issues = parsed.error.issues.map(({ path, message }) => `${path.join(".") || "body"}: ${message}`);
  throw new SynodError("SYN_REQUEST_INVALID", issues.join("; "));
}

interface Metadata {
  readonly kind?: string | undefined;
  readonly date?: IsoDate | undefined;
  readonly source?: string | undefined;
}

function withoutUndefined({ kind, date, source }: Metadata): NonNullable<IncomingDocument["metadata"]> {
  return {
    ...(kind === undefined ? {} : { kind }),
    ...(date === undefined ? {} : { date }),
    ...(source === undefined ? {} : { source }),
  };
}
