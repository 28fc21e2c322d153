import type { IsoDate } from "../ids.ts";

/** The parsed content of a scope.yaml: what the scope owner asks and brings. */
export interface CaseConfig {
  readonly title: string;
  /** The day on which the case is looked at; its clock stands there. */
  readonly as_of: IsoDate | null;
  /** `case`: the clock stands at `as_of`, or at the newest document's date. `live`: today. Default: case if as_of is given. */
  readonly clock: "case" | "live";
  readonly goals: readonly Goal[];
  readonly evidence: readonly RequiredEvidence[];
  /** By file name; documents that are not listed get the kind `document`. */
  readonly documents: readonly DeclaredDocument[];
}

export interface Goal {
  readonly id: string;
  readonly text: string;
  /** Words for the attribute that answers it. */
  readonly about: readonly string[];
}

export interface RequiredEvidence {
  readonly kind: string;
  readonly max_age_days: number | null;
}

export interface DeclaredDocument {
  readonly file: string;
  readonly kind: string;
  readonly date: IsoDate | null;
  readonly source: string | null;
}
