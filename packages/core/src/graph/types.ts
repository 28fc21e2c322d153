import type { ClaimId, ContradictionId, DocumentId, IsoDate } from "../ids.ts";

/** Severity of a risk or contradiction. */
export type Severity = "low" | "medium" | "high" | "critical";

/** A number in `unit`, an ISO date, true/false, or a short lower-case category. */
export type ClaimValue =
  | { readonly type: "number"; readonly number: number }
  | { readonly type: "date"; readonly date: IsoDate }
  | { readonly type: "boolean"; readonly boolean: boolean }
  | { readonly type: "text"; readonly text: string };

/** How firmly a document says it. A plan and an outcome never contradict each other. */
export type Modality = "asserted" | "planned" | "estimated" | "reported";

/** Character range in the decoded text (UTF-16 units, BOM removed, line ends as they are), half-open. */
export interface TextRange {
  readonly start: number;
  readonly end: number;
}

/**
 * One place where a document says something checkable: what an analyst gives.
 * `subject` and `attribute` are words as read; core computes the keys they are compared by.
 */
export interface Statement extends TextRange {
  readonly subject: string;
  readonly attribute: string;
  readonly value: ClaimValue;
  /** ISO 4217 code, `%`, `person`, `day`, `MW`, …, or null. */
  readonly unit: string | null;
  readonly valid_from: IsoDate | null;
  readonly valid_to: IsoDate | null;
  /** False if the statement is denied ("is not certified"). */
  readonly polarity: boolean;
  readonly modality: Modality;
  /** Confidence of this one reading, in (0, 1]. */
  readonly confidence: number;
  /** True if the value is rounded in the text ("about 40", "1.2 m"); `tolerance` is its half-width. */
  readonly tolerance: number;
  /**
   * The statement says that it corrects, settles or confirms ("restated", "settled", "not X but Y").
   * `replaces` is the value it names as wrong, if it names one.
   */
  readonly correction: { readonly cue: string; readonly replaces: ClaimValue | null } | null;
  /** The sentence it stands in. */
  readonly sentence: string;
}

export interface RiskStatement extends TextRange {
  readonly severity: Severity;
  readonly sentence: string;
}

/** What an analyst found in one document. Order is the document's. */
export interface Extraction {
  readonly document: DocumentId;
  /** `<name>@<version>` of the analyst; part of the digest of its input. */
  readonly analyst: string;
  readonly statements: readonly Statement[];
  readonly risks: readonly RiskStatement[];
  /** The evidence kind the text itself shows, or null; the scope's own word wins. */
  readonly evidence_kind: string | null;
}

/** What the graph's rules need to know of a document besides its text. */
export interface DocumentFacts {
  readonly id: DocumentId;
  /** File name; ties of equal dates are broken by it. */
  readonly name: string;
  readonly kind: string;
  readonly date: IsoDate | null;
  /** Who says it; one source that repeats itself adds no confidence. */
  readonly source: string;
}

export interface Place extends TextRange {
  readonly document: DocumentId;
  readonly sentence: string;
  readonly modality: Modality;
  readonly confidence: number;
  readonly tolerance: number;
  readonly correction: Statement["correction"];
  /** False once a newer reading of the document no longer finds it there. */
  readonly stated: boolean;
}

/** A node of the graph: one checkable statement with every place that makes it. */
export interface Claim {
  readonly id: ClaimId;
  /** `<subject key>|<attribute key>`: claims are compared only within one group. */
  readonly group: string;
  readonly subject: string;
  readonly attribute: string;
  readonly value: ClaimValue;
  readonly unit: string | null;
  readonly valid_from: IsoDate | null;
  readonly valid_to: IsoDate | null;
  readonly polarity: boolean;
  readonly places: readonly Place[];
  /** 1 − Π(1 − cᵢ) over independent sources, capped by source kind; never falls while the claim is current. */
  readonly confidence: number;
  readonly status: "current" | "superseded";
}

export type ContradictionKind = "value" | "date" | "polarity" | "category" | "total";

export interface Contradiction {
  readonly id: ContradictionId;
  /** The two claims, `a` < `b` by id. */
  readonly a: ClaimId;
  readonly b: ClaimId;
  readonly kind: ContradictionKind;
  readonly severity: Severity;
  /** In [0, 1], default 1. */
  readonly materiality: number;
  readonly status: "open" | "resolved";
  /** The document that settles it, and how it says so. */
  readonly resolved_by: DocumentId | null;
  readonly reason: string | null;
}

export interface Risk extends RiskStatement {
  readonly document: DocumentId;
}
