import { SynodError } from "@synod/core";

/** Bounds of one document. A breach is SYN_ANALYST_LIMIT with the name of the limit. */
export const ANALYST_LIMITS = {
  /** UTF-16 units of a document. */
  text_units_max: 6_000_000,
  /** Statements of a document; the schema of an extraction allows as many. */
  statements_max: 20_000,
  /** Risks of a document. */
  risks_max: 5_000,
  /** Tokens of a sentence; what comes after is not read. */
  sentence_tokens_max: 300,
  /** Numbers of a sentence; what comes after is not read. */
  sentence_quantities_max: 60,
  /** Rows of a table. */
  table_rows_max: 50_000,
  /** Columns of a table; what comes after is not read. */
  columns_max: 200,
  /** UTF-16 units kept of a subject, attribute, category or cue. */
  phrase_units_max: 200,
  /** UTF-16 units of the sentence kept with a statement. */
  sentence_units_max: 1_000,
} as const;

/** Throws SYN_ANALYST_LIMIT if `size` is over the named limit. */
export function checkLimit(name: keyof typeof ANALYST_LIMITS, size: number): void {
  const limit = ANALYST_LIMITS[name];
  if (size > limit)
    throw new SynodError("SYN_ANALYST_LIMIT", `${name} is ${limit}, the document has ${size}`);
}
