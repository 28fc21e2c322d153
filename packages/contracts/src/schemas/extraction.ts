import { SynodError, type Digest, type DocumentId, type Extraction, type IsoDate } from "@synod/core";
import { z } from "zod";

/** Lower-case hex SHA-256. */
export const digestSchema = z
  .string()
  .regex(/^[0-9a-f]{64}$/)
  .transform((text) => text as Digest);
export const documentIdSchema = z
  .string()
  .regex(/^[0-9a-f]{64}$/)
  .transform((text) => text as DocumentId);
export const isoDateSchema = z.iso.date().transform((text) => text as IsoDate);

const valueSchema = z.discriminatedUnion("type", [
  z.object({ type: z.literal("number"), number: z.number() }),
  z.object({ type: z.literal("date"), date: isoDateSchema }),
  z.object({ type: z.literal("boolean"), boolean: z.boolean() }),
  z.object({ type: z.literal("text"), text: z.string().max(200) }),
]);

const range = { start: z.int().min(0), end: z.int().min(0) };

const statementSchema = z.object({
  ...range,
  subject: z.string().max(500),
  attribute: z.string().max(500),
  value: valueSchema,
  unit: z.string().max(40).nullable(),
  valid_from: isoDateSchema.nullable(),
  valid_to: isoDateSchema.nullable(),
  polarity: z.boolean(),
  modality: z.enum(["asserted", "planned", "estimated", "reported"]),
  confidence: z.number().gt(0).max(1),
  tolerance: z.number().min(0),
  correction: z.object({ cue: z.string().max(200), replaces: valueSchema.nullable() }).nullable(),
  sentence: z.string(),
});

/** What an analyst gives, as it is journaled and sealed. */
export const extractionSchema = z.object({
  document: documentIdSchema,
  analyst: z.string().min(1).max(200),
  statements: z.array(statementSchema).max(20_000),
  risks: z
    .array(
      z.object({ ...range, severity: z.enum(["low", "medium", "high", "critical"]), sentence: z.string() }),
    )
    .max(5_000),
  evidence_kind: z.string().nullable(),
}) satisfies z.ZodType<Extraction>;

/** Parses a journaled answer. Throws SYN_ANALYST_OUTPUT naming the first path that does not fit. */
export function parseExtraction(text: string): Extraction {
  const parsed = extractionSchema.safeParse(parseJson(text));
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw new SynodError(
    "SYN_ANALYST_OUTPUT",
    `${issue?.path.join(".") ?? ""}: ${issue?.message ?? "does not parse"}`,
  );
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new SynodError("SYN_ANALYST_OUTPUT", "the answer is not JSON", { cause });
  }
}
