import type { CaseConfig } from "../case/config.ts";
import type { ClaimId, IsoDate } from "../ids.ts";
import type { Graph } from "./change.ts";
import type { EvidenceStatus, GoalStatus } from "./derived.ts";
import { evidenceStatuses } from "./evidence.ts";
import { goalStatuses } from "./goals.ts";
import { byCodeUnits } from "./keys.ts";
import { shownPlaces } from "./places.ts";
import { shownName } from "./shown-name.ts";
import type { Claim, ClaimValue, Contradiction, Place, Risk, Severity } from "./types.ts";

/** What documents say, as reports and digests show it: in an order that no arrival can change. */
export interface Knowledge {
  readonly claims: readonly ReportedClaim[];
  readonly contradictions: readonly ReportedContradiction[];
  readonly goals: readonly GoalStatus[];
  readonly risks: readonly ReportedRisk[];
  readonly evidence: readonly EvidenceStatus[];
}

export interface ReportedPlace {
  /** File name. */
  readonly doc: string;
  /** UTF-16 units of the decoded text, half-open. */
  readonly start: number;
  readonly end: number;
}

export interface ReportedClaim {
  readonly id: ClaimId;
  readonly places: readonly ReportedPlace[];
  /** As people read it: `shownName`. */
  readonly subject: string;
  readonly attribute: string;
  readonly value: number | string | boolean;
  readonly unit: string | null;
  readonly valid_from: IsoDate | null;
  readonly valid_to: IsoDate | null;
  readonly confidence: number;
  readonly status: Claim["status"];
}

export interface ReportedContradiction {
  readonly id: Contradiction["id"];
  readonly a: ClaimId;
  readonly b: ClaimId;
  readonly kind: Contradiction["kind"];
  readonly severity: Severity;
  readonly status: Contradiction["status"];
  /** File name of the document that settles it. */
  readonly resolved_by: string | null;
}

export interface ReportedRisk extends ReportedPlace {
  readonly severity: Severity;
}

/** Confidence is shown to 1e-9. */
const CONFIDENCE_SCALE = 1e9;

/** Reads the graph out, sorted. Claims are in id order, risks in the order of files and positions. */
export function knowledgeOf(graph: Graph, config: CaseConfig | null, day: IsoDate | null): Knowledge {
  const nameOf = (document: Place["document"]): string => graph.documents.get(document)?.name ?? document;
  const title = config?.title ?? "";
  return {
    claims: [...graph.claims.values()]
      .map((claim) => reportClaim(claim, shownPlaces(claim, graph.withdrawn), title, nameOf))
      .sort((a, b) => byCodeUnits(a.id, b.id)),
    contradictions: [...graph.contradictions.values()]
      .map(({ id, a, b, kind, severity, status, resolved_by }) => ({
        id,
        a,
        b,
        kind,
        severity,
        status,
        resolved_by: resolved_by === null ? null : nameOf(resolved_by),
      }))
      .sort((a, b) => byCodeUnits(a.id, b.id)),
    goals: goalStatuses(config, graph),
    risks: openRisks(graph)
      .map(({ document, start, end, severity }) => ({ doc: nameOf(document), start, end, severity }))
      .sort(byPlace),
    evidence: evidenceStatuses(config?.evidence ?? [], graph, day),
  };
}

/** Risks named by documents that still stand. */
export function openRisks({ risks, withdrawn }: Graph): Risk[] {
  return [...risks].flatMap(([document, found]) => (withdrawn.has(document) ? [] : found));
}

/** A value as plain JSON. */
export function plainValue(value: ClaimValue): number | string | boolean {
  switch (value.type) {
    case "number":
      return value.number;
    case "date":
      return value.date;
    case "boolean":
      return value.boolean;
    case "text":
      return value.text;
  }
}

function reportClaim(
  claim: Claim,
  places: readonly Place[],
  title: string,
  nameOf: (document: Place["document"]) => string,
): ReportedClaim {
  return {
    id: claim.id,
    places: places.map(({ document, start, end }) => ({ doc: nameOf(document), start, end })).sort(byPlace),
    ...shownName(claim, title),
    value: plainValue(claim.value),
    unit: claim.unit,
    valid_from: claim.valid_from,
    valid_to: claim.valid_to,
    confidence: Math.round(claim.confidence * CONFIDENCE_SCALE) / CONFIDENCE_SCALE,
    status: claim.status,
  };
}

function byPlace(a: ReportedPlace, b: ReportedPlace): number {
  return byCodeUnits(a.doc, b.doc) || a.start - b.start || a.end - b.end;
}
