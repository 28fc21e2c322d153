import { isoDateSchema } from "@synod/contracts";
import { z } from "zod";

const valueSchema = z.discriminatedUnion("type", [
  z.object({ type: z.literal("number"), number: z.number() }),
  z.object({ type: z.literal("date"), date: z.iso.date() }),
  z.object({ type: z.literal("boolean"), boolean: z.boolean() }),
  z.object({ type: z.literal("text"), text: z.string().min(1).max(200) }),
]);

/**
 * What the model is asked for. It gives quotes, never offsets: models cannot count characters, and a quote
 * that does not stand in the document shows what was made up. Dates are checked again when they are used.
 */
export const answerSchema = z.object({
  statements: z
    .array(
      z.object({
        quote: z.string().min(1).max(2_000),
        subject: z.string().min(1).max(500),
        attribute: z.string().min(1).max(500),
        value: valueSchema,
        unit: z.string().max(40).nullable(),
        valid_from: z.iso.date().nullable(),
        valid_to: z.iso.date().nullable(),
        polarity: z.boolean(),
        modality: z.enum(["asserted", "planned", "estimated", "reported"]),
        confidence: z.number().gt(0).max(1),
        tolerance: z.number().min(0),
        correction: z.object({ cue: z.string().max(200), replaces: valueSchema.nullable() }).nullable(),
      }),
    )
    .max(2_000),
  risks: z
    .array(
      z.object({
        quote: z.string().min(1).max(2_000),
        severity: z.enum(["low", "medium", "high", "critical"]),
      }),
    )
    .max(500),
  evidence_kind: z.string().max(100).nullable(),
});

export type Answer = z.infer<typeof answerSchema>;
export type AnsweredStatement = Answer["statements"][number];
export type AnsweredValue = z.infer<typeof valueSchema>;

/** A date of the answer as a date of ours. */
export function answeredDate(date: string | null): ReturnType<typeof isoDateSchema.parse> | null {
  return date === null ? null : isoDateSchema.parse(date);
}
