import { NAME_PATTERN, SynodError, type CaseConfig, type ScopeId } from "@synod/core";
import { z } from "zod";
import { parseYaml } from "../policy/parse-yaml.ts";
import { isoDateSchema } from "./extraction.ts";

const GOALS_MAX = 200;
const EVIDENCE_MAX = 200;
const DOCUMENTS_MAX = 10_000;

const line = z.string().trim().min(1).max(500);
const word = z.string().trim().min(1).max(100);

/** YAML reads an unquoted date as text; a JSON body gives text as well. */
const dateSchema = z.string().pipe(isoDateSchema);

const goalSchema = z.strictObject({ id: word, text: line, about: z.array(line).min(1).max(20) });

const evidenceSchema = z.strictObject({
  kind: word,
  max_age_days: z.int().min(0).max(36_500).nullable().default(null),
});

const documentSchema = z.strictObject({
  file: z.string().min(1).max(255),
  kind: word.default("document"),
  date: dateSchema.nullable().default(null),
  source: line.nullable().default(null),
});

/** A scope.yaml, or the JSON body that says the same. Keys that nobody knows are errors: typos are costly. */
export const scopeConfigSchema = z
  .strictObject({
    scope: z
      .string()
      .regex(NAME_PATTERN, "lower-case letters, digits and hyphens, at most 63")
      .nullable()
      .default(null),
    title: line,
    as_of: dateSchema.nullable().default(null),
    clock: z.enum(["case", "live"]).nullable().default(null),
    goals: z.array(goalSchema).max(GOALS_MAX).default([]),
    evidence: z
      .strictObject({ required: z.array(evidenceSchema).max(EVIDENCE_MAX).default([]) })
      .default({ required: [] }),
    documents: z.array(documentSchema).max(DOCUMENTS_MAX).default([]),
  })
  .superRefine(({ goals, evidence, documents }, context) => {
    const unique = (values: readonly string[], path: string[], key: string) => {
      const seen = new Set<string>();
      for (const [index, value] of values.entries()) {
        if (seen.has(value))
          context.addIssue({
            code: "custom",
            path: [...path, index, key],
            message: `${value} is there twice`,
          });
        seen.add(value);
      }
    };
    unique(
      goals.map(({ id }) => id),
      ["goals"],
      "id",
    );
    unique(
      evidence.required.map(({ kind }) => kind),
      ["evidence", "required"],
      "kind",
    );
    unique(
      documents.map(({ file }) => file),
      ["documents"],
      "file",
    );
  });

/** A parsed scope.yaml. `scope` null: it names none. */
export interface ScopeYaml {
  readonly scope: ScopeId | null;
  readonly config: CaseConfig;
}

/** Parses a scope.yaml. Throws SYN_SCOPE_INVALID with the line of the first error. */
export function parseScopeYaml(text: string): ScopeYaml {
  return toScopeYaml(parseYaml(text, scopeConfigSchema, "SYN_SCOPE_INVALID"));
}

/** The same from a JSON body. Throws SYN_SCOPE_INVALID naming the path. */
export function parseScopeJson(body: unknown): ScopeYaml {
  const parsed = scopeConfigSchema.safeParse(body);
  if (parsed.success) return toScopeYaml(parsed.data);
  const issue = parsed.error.issues[0];
  throw new SynodError(
    "SYN_SCOPE_INVALID",
    `${issue?.path.join(".") ?? ""}: ${issue?.message ?? "is not valid"}`,
  );
}

function toScopeYaml(parsed: z.output<typeof scopeConfigSchema>): ScopeYaml {
  const { scope, title, as_of, clock, goals, evidence, documents } = parsed;
  const config: CaseConfig = {
    title,
    as_of,
    clock: clock ?? (as_of === null ? "live" : "case"),
    goals,
    evidence: evidence.required,
    documents,
  };
  // The pattern was checked by the schema.
  return { scope: scope as ScopeId | null, config };
}
