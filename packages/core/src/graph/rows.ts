import type { DocumentId, IsoInstant } from "../ids.ts";

/** Graph rows that one event adds. A row ends (`superseded_at`) when a later row of its node or edge comes. */
export interface Projection {
  readonly nodes: readonly NodeRow[];
  readonly edges: readonly EdgeRow[];
}

export interface NodeRow {
  /** `<node>@<seq of the event that made this version>`. */
  readonly row: string;
  readonly node: string;
  readonly kind: "claim" | "goal" | "risk" | "assessment" | "entity";
  readonly seq: number;
  readonly recordedAt: IsoInstant;
  /** Canonical JSON. */
  readonly attributes: string;
  /** ISO dates, half-open; null: open. */
  readonly validFrom: string | null;
  readonly validTo: string | null;
  readonly document: DocumentId | null;
}

export interface EdgeRow {
  readonly row: string;
  readonly edge: string;
  readonly kind: "supports" | "contradicts" | "resolves" | "supersedes";
  readonly from: string;
  readonly to: string;
  readonly seq: number;
  readonly recordedAt: IsoInstant;
  readonly attributes: string;
}

export const EMPTY_PROJECTION: Projection = { nodes: [], edges: [] };
