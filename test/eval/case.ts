import { readFile } from "node:fs/promises";
import { extname, join } from "node:path";
import type { ReadableDocument } from "@synod/contracts";
import type { CaseConfig } from "@synod/core";
import { digestOf } from "@synod/core";
import { documentIdSchema, isoDateSchema } from "@synod/contracts";
import { parse } from "yaml";
import { z } from "zod";

const date = z
  .union([z.string(), z.date()])
  .transform((value) =>
    isoDateSchema.parse(typeof value === "string" ? value : value.toISOString().slice(0, 10)),
  );

const scopeSchema = z.object({
  title: z.string(),
  as_of: date.optional(),
  goals: z.array(z.object({ id: z.string(), text: z.string(), about: z.array(z.string()) })).default([]),
  evidence: z
    .object({ required: z.array(z.object({ kind: z.string(), max_age_days: z.number().optional() })) })
    .default({ required: [] }),
  documents: z.array(
    z.object({ file: z.string(), kind: z.string(), date: date.optional(), source: z.string().optional() }),
  ),
});

const MEDIA: Readonly<Record<string, ReadableDocument["mediaType"]>> = {
  ".md": "text/markdown",
  ".txt": "text/plain",
  ".csv": "text/csv",
};

/** A case folder: what is asked, and its documents in order of arrival. */
export interface EvalCase {
  readonly config: CaseConfig;
  readonly documents: readonly ReadableDocument[];
}

export async function readCase(folder: string): Promise<EvalCase> {
  const scope = scopeSchema.parse(parse(await readFile(join(folder, "scope.yaml"), "utf8")));
  const files = [...scope.documents].sort((a, b) => (a.file < b.file ? -1 : 1));
  const documents = await Promise.all(
    files.map(async ({ file, kind, date: day, source }): Promise<ReadableDocument> => {
      const text = (await readFile(join(folder, "docs", file), "utf8")).replace(/^\uFEFF/, "");
      return {
        facts: {
          id: documentIdSchema.parse(digestOf([file, text])),
          name: file,
          kind,
          date: day ?? scope.as_of ?? null,
          source: source ?? file,
        },
        mediaType: MEDIA[extname(file)] ?? "text/plain",
        text,
      };
    }),
  );
  const declared = files.map(({ file, kind, date: day, source }) => ({
    file,
    kind,
    date: day ?? null,
    source: source ?? null,
  }));
  return {
    config: {
      title: scope.title,
      as_of: scope.as_of ?? null,
      clock: "case",
      goals: scope.goals,
      evidence: scope.evidence.required.map(({ kind, max_age_days }) => ({
        kind,
        max_age_days: max_age_days ?? null,
      })),
      documents: declared,
    },
    documents,
  };
}
