import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";

const claimSchema = z.object({
  id: z.string(),
  doc: z.string(),
  quote: z.string(),
  subject: z.string(),
  attribute: z.string(),
  value: z.union([z.number(), z.string(), z.boolean()]),
  unit: z.string().nullable(),
  valid_from: z.string().nullable(),
  valid_to: z.string().nullable(),
});

const labelsSchema = z.object({
  claims: z.array(claimSchema),
  contradictions: z.array(
    z.object({ a: z.string(), b: z.string(), resolved: z.boolean(), resolved_by: z.string().nullish() }),
  ),
  not_contradictions: z.array(z.object({ a: z.string(), b: z.string(), why: z.string().default("") })),
  goals: z.record(z.string(), z.boolean()),
  risks: z.array(z.object({ doc: z.string(), quote: z.string(), severity: z.string() })),
  verdicts: z.array(z.string()),
});

/** What a careful reader found in a case. */
export type Labels = z.infer<typeof labelsSchema>;
export type LabelledClaim = z.infer<typeof claimSchema>;

export async function readLabels(folder: string): Promise<Labels> {
  return labelsSchema.parse(JSON.parse(await readFile(join(folder, "expected.json"), "utf8")));
}
