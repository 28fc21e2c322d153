import { z } from "zod";
import {
  digest,
  documentId,
  eventRow,
  handlerName,
  headRow,
  instant,
  integer,
  machineState,
  scopeOf,
  tenantOf,
} from "./rows.ts";

// The rows of the store's statements, as they are read.

export const claimRow = z.object({
  tenant: tenantOf,
  scope: scopeOf,
  fence: integer,
  seq: integer,
  head: integer,
  wakes: integer,
  failures: integer,
  crashes: integer,
});

export const cursorRow = z.object({
  handler: handlerName,
  seq: integer,
  wanted_seq: integer,
  wakes: integer,
  failures: integer,
  crashes: integer,
  leased: z.boolean(),
});

export const loadedRow = z.object({
  loaded: z.object({
    head: headRow.nullable(),
    events: z.array(eventRow),
    keys: z.array(z.object({ document: documentId, wrapped: z.string().nullable() })),
  }),
});

export const thoughtRow = z.object({ digest, document: documentId.nullable(), answer: z.string() });

export const scopeRow = z.object({
  tenant: tenantOf,
  scope: scopeOf,
  seq: integer,
  hash: digest,
  epoch: integer,
  recorded_at: instant,
  state: machineState,
});

export const timerRow = z.object({
  tenant: tenantOf,
  scope: scopeOf,
  handler: handlerName,
  key: z.string(),
  due: instant,
});

export const nodeRow = z.object({
  row: z.string(),
  node: z.string(),
  kind: z.enum(["claim", "goal", "risk", "assessment", "entity"]),
  seq: integer,
  recorded_at: instant,
  attributes: z.string(),
  valid_from: z.string().nullable(),
  valid_to: z.string().nullable(),
  document: documentId.nullable(),
});

export const edgeRow = z.object({
  row: z.string(),
  edge: z.string(),
  kind: z.enum(["supports", "contradicts", "resolves", "supersedes"]),
  source: z.string(),
  target: z.string(),
  seq: integer,
  recorded_at: instant,
  attributes: z.string(),
});
