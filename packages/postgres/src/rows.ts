import {
  HANDLERS,
  SynodError,
  type Digest,
  type DocumentId,
  type EventId,
  type EventRecord,
  type EventType,
  type HandlerName,
  type IsoInstant,
  type MachineState,
  type ScopeId,
  type TenantId,
} from "@synod/core";
import { z } from "zod";
import type { Rows } from "./database.ts";

/** int8 comes as text from one driver and as a number or bigint from the other. Past 2^53 it does not parse. */
export const integer = z
  .union([z.number(), z.string().regex(/^-?\d{1,19}$/), z.bigint()])
  .transform((value) => Number(value))
  .pipe(z.int());

/** Values that a row may only hold because the store wrote them: branded, not checked again. */
const branded = <Name extends string>() => z.string().transform((text) => text as Name);

export const tenantOf = branded<TenantId>();
export const scopeOf = branded<ScopeId>();
export const digest = branded<Digest>();
export const documentId = branded<DocumentId>();
export const instant = branded<IsoInstant>();
export const handlerName = z.string().transform((text, context): HandlerName => {
  const known = HANDLERS.find((name) => name === text);
  if (known !== undefined) return known;
  context.addIssue({ code: "custom", message: `${text} is no handler of this version` });
  return z.NEVER;
});
export const machineState = z.enum([
  "ContextIngested",
  "FactsExtracted",
  "DriftChecked",
  "Frozen",
]) satisfies z.ZodType<MachineState>;

export const eventRow = z.object({
  tenant: tenantOf,
  scope: scopeOf,
  seq: integer,
  id: branded<EventId>(),
  type: branded<EventType>(),
  hash_version: integer,
  recorded_at: instant,
  body: z.string(),
  prev_hash: digest,
  hash: digest,
}) satisfies z.ZodType<EventRecord>;

export const headRow = z.object({ seq: integer, hash: digest, epoch: integer, recordedAt: instant });

/** Parses every row. Throws SYN_DATABASE_ERROR: the schema is not what this version expects. */
export function parseRows<Schema extends z.ZodType>(rows: Rows, schema: Schema): z.output<Schema>[] {
  return rows.map((row) => {
    const parsed = schema.safeParse(row);
    if (parsed.success) return parsed.data;
    const issue = parsed.error.issues[0];
    throw new SynodError(
      "SYN_DATABASE_ERROR",
      `a row does not parse: ${issue?.path.join(".") ?? ""}: ${issue?.message ?? ""}`,
    );
  });
}

/** The only row. Throws SYN_DATABASE_ERROR if there is none. */
export function onlyRow<Row>(rows: readonly Row[]): Row {
  const [row] = rows;
  if (row === undefined) throw new SynodError("SYN_DATABASE_ERROR", "a row is missing");
  return row;
}
