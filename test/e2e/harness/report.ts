import { z } from "zod";
import { lastLine, synod, type Ended, type SpawnOptions } from "./run-synod.ts";

const digest = z.string().regex(/^[0-9a-f]{64}$/);
const isoDate = z.iso.date().nullable();
const severity = z.enum(["low", "medium", "high", "critical"]);
const place = z.object({ doc: z.string(), start: z.int().min(0), end: z.int().min(1) });

/** The keys of `run --json` that programs rely on: more may come, none may change. */
const reportSchema = z.object({
  tenant: z.string(),
  scope: z.string(),
  verdict: z.enum(["RESOLVED", "ESCALATED", "BLOCKED", "EXPIRED", "REVIEW", "ACTIVE"]),
  reason: z.string().min(1),
  score: z.number().min(0).max(1),
  rounds: z.int(),
  v: z.array(z.number()),
  gates: z.record(z.string(), z.object({ pass: z.boolean(), reason: z.string().min(1) })),
  claims: z.array(
    z.object({
      id: z.string(),
      places: z.array(place).min(1),
      subject: z.string(),
      attribute: z.string(),
      value: z.union([z.number(), z.string(), z.boolean()]),
      unit: z.string().nullable(),
      valid_from: isoDate,
      valid_to: isoDate,
      confidence: z.number().gt(0).max(1),
      status: z.enum(["current", "superseded"]),
    }),
  ),
  contradictions: z.array(
    z.object({
      id: z.string(),
      a: z.string(),
      b: z.string(),
      kind: z.enum(["value", "date", "polarity", "category", "total"]),
      severity,
      status: z.enum(["open", "resolved"]),
      resolved_by: z.string().nullable(),
    }),
  ),
  goals: z.array(z.object({ id: z.string(), reached: z.boolean(), claim: z.string().nullable() })),
  risks: z.array(place.extend({ severity })),
  evidence: z.array(
    z.object({
      kind: z.string(),
      present: z.boolean(),
      age_days: z.number().nullable(),
      fresh: z.boolean(),
    }),
  ),
  dead_letters: z.array(z.object({ doc: z.string(), code: z.string(), cause: z.string().min(1) })),
  duplicates: z.array(z.object({ doc: z.string(), of: z.string() })),
  reviews: z.array(z.looseObject({ question: z.string() })),
  decisions: z.object({ approved: z.int(), rejected: z.int(), held: z.int() }),
  next: z.array(z.string()),
  events: z.int(),
  head: z.object({ seq: z.int(), hash: digest }),
  digest,
  knowledge_digest: digest,
  certificate: z.string().nullable(),
  ms: z.int().min(0),
});

export type Report = z.output<typeof reportSchema>;

/** A run that ended with exit code 0. */
export interface RunEnded extends Ended {
  readonly report: Report;
}

/** `synod run DIR --json …` to its end; throws what it said unless the exit code is 0. */
export async function run(
  dir: string,
  flags: readonly string[] = [],
  options: SpawnOptions = {},
): Promise<RunEnded> {
  const ended = await synod(["run", dir, "--json", ...flags], options);
  if (ended.code !== 0) throw new Error(`exit code ${ended.code}:\n${ended.stdout}\n${ended.stderr}`);
  return { ...ended, report: reportSchema.parse(lastLine(ended)) };
}

/** What every command prints with --json when it fails. */
export const failureSchema = z.strictObject({
  error: z.strictObject({
    code: z.string().regex(/^SYN_[A-Z_]+$/),
    message: z.string().min(1),
    cause: z.string().min(1),
    hint: z.string().min(1),
  }),
});

/** The error on the last line of stdout. */
export function errorOf(ended: Ended): z.output<typeof failureSchema>["error"] {
  return failureSchema.parse(lastLine(ended)).error;
}
