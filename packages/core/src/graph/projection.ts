import { canonicalJson } from "../crypto/canonical-json.ts";
import type { OpenedEvent, OpenedEventOf } from "../log/event.ts";
import type { GraphChange } from "./change.ts";
import type { Assessment } from "./derived.ts";
import { claimIdOf } from "./keys.ts";
import { EMPTY_PROJECTION, type EdgeRow, type NodeRow, type Projection } from "./rows.ts";
import type { Contradiction, Statement } from "./types.ts";

/**
 * The rows an event adds to the graph's tables. One function makes them for live commits and for a
 * rebuild, from the event alone: the tables are a fold of the log.
 */
export function projectionOf(event: OpenedEvent): Projection {
  if (event.type !== "knowledge.changed") return EMPTY_PROJECTION;
  return event.data.kind === "extraction"
    ? extractionRows(event, event.data.change)
    : assessmentRows(event, event.data.assessment);
}

function extractionRows(event: OpenedEventOf<"knowledge.changed">, change: GraphChange): Projection {
  const document = change.document.id;
  const statements = new Map<string, Statement>();
  for (const statement of event.content?.statements ?? []) statements.set(claimIdOf(statement), statement);
  const updates = new Map<string, { status: string; confidence: number }>();
  for (const { claim, status, confidence } of change.claims) updates.set(claim, { status, confidence });
  const claims = [...new Set([...statements.keys(), ...updates.keys()])].map((claim): NodeRow => {
    const statement = statements.get(claim);
    return node(event, {
      id: claim,
      kind: "claim",
      attributes: { ...(statement === undefined ? {} : worded(statement)), ...updates.get(claim) },
      validFrom: statement?.valid_from ?? null,
      validTo: statement?.valid_to ?? null,
      document: statement === undefined ? null : document,
    });
  });
  const risks = (event.content?.risks ?? []).map((risk, index) =>
    node(event, {
      id: `r-${document.slice(0, 16)}-${index}`,
      kind: "risk",
      attributes: { severity: risk.severity, sentence: risk.sentence, start: risk.start, end: risk.end },
      validFrom: null,
      validTo: null,
      document,
    }),
  );
  return {
    nodes: [...claims, ...risks],
    edges: change.contradictions.flatMap((found) => contradictionEdges(event, found)),
  };
}

function assessmentRows(event: OpenedEvent, { goals, digest }: Assessment): Projection {
  const open = { validFrom: null, validTo: null, document: null };
  return {
    nodes: [
      node(event, { id: "assessment", kind: "assessment", attributes: { digest }, ...open }),
      ...goals.map(({ id, reached }) =>
        node(event, { id: `g-${id}`, kind: "goal", attributes: { reached }, ...open }),
      ),
    ],
    edges: goals.flatMap(({ id, claim }) =>
      claim === null
        ? []
        : [edge(event, { id: `s-${id}`, kind: "supports", from: claim, to: `g-${id}`, attributes: {} })],
    ),
  };
}

function contradictionEdges(event: OpenedEvent, found: Contradiction): EdgeRow[] {
  const { id, a, b, kind, severity, materiality, status, resolved_by, reason } = found;
  const contradicts = edge(event, {
    id,
    kind: "contradicts",
    from: a,
    to: b,
    attributes: { kind, severity, materiality, status },
  });
  if (resolved_by === null) return [contradicts];
  return [
    contradicts,
    edge(event, {
      id: `${id}-resolved`,
      kind: "resolves",
      from: resolved_by,
      to: id,
      attributes: { reason },
    }),
  ];
}

function worded(statement: Statement): object {
  const { subject, attribute, value, unit, polarity, sentence, start, end } = statement;
  return { subject, attribute, value, unit, polarity, sentence, start, end };
}

interface NodeParts extends Pick<NodeRow, "kind" | "validFrom" | "validTo" | "document"> {
  readonly id: string;
  readonly attributes: object;
}

function node(event: OpenedEvent, { id, attributes, ...rest }: NodeParts): NodeRow {
  return {
    row: `${id}@${event.seq}`,
    node: id,
    seq: event.seq,
    recordedAt: event.recorded_at,
    attributes: canonicalJson(attributes),
    ...rest,
  };
}

interface EdgeParts extends Pick<EdgeRow, "kind" | "from" | "to"> {
  readonly id: string;
  readonly attributes: object;
}

function edge(event: OpenedEvent, { id, attributes, ...rest }: EdgeParts): EdgeRow {
  return {
    row: `${id}@${event.seq}`,
    edge: id,
    seq: event.seq,
    recordedAt: event.recorded_at,
    attributes: canonicalJson(attributes),
    ...rest,
  };
}
