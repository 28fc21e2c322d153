import type { Multipart } from "@fastify/multipart";
import { SynodError, type IsoDate } from "@synod/core";
import { isoDateSchema } from "@synod/contracts";
import type { FastifyRequest } from "fastify";
import { z } from "zod";
import type { IncomingDocument } from "../receive.ts";
import { isTooLarge } from "./http-error.ts";

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
  try {
    return await readParts(request.parts());
  } catch (thrown) {
    if (thrown instanceof SynodError || !(thrown instanceof Error)) throw thrown;
    if (isTooLarge(thrown))
      throw new SynodError("SYN_DOCUMENT_TOO_LARGE", `at most ${bytesMax} bytes are taken`, {
        cause: thrown,
      });
    // The parser knows no other errors than those of the form: cut off, without a boundary, too many parts.
    throw new SynodError("SYN_REQUEST_INVALID", thrown.message, { cause: thrown });
  }
}

async function readParts(parts: AsyncIterable<Multipart>): Promise<IncomingDocument> {
  const fields = new Map<string, unknown>();
  let file: { readonly name: string; readonly bytes: Uint8Array } | null = null;
  for await (const part of parts) {
    if (part.type === "field") {
      if (fields.has(part.fieldname))
        throw new SynodError("SYN_REQUEST_INVALID", `${part.fieldname}: given twice`);
      fields.set(part.fieldname, part.value);
      continue;
    }
    if (file !== null)
      throw new SynodError("SYN_REQUEST_INVALID", "one document a request: there is a second file");
    file = { name: part.filename, bytes: await part.toBuffer() };
  }
  if (file === null) throw new SynodError("SYN_REQUEST_INVALID", "there is no file part");
  return { ...file, metadata: withoutUndefined(parse(metadataSchema, Object.fromEntries(fields))) };
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
