import { SynodError } from "../errors/synod-error.ts";
import type { ClaimId, DocumentId } from "../ids.ts";
import type { Graph } from "./change.ts";
import { byCodeUnits, claimIdOf, groupOf } from "./keys.ts";
import { isSamePlace, placeOf, withPlace } from "./places.ts";
import type { Claim, Extraction, Place, Statement } from "./types.ts";

/** Statements of one document by the group they belong to, each in the document's order. */
export type StatementsByGroup = ReadonlyMap<string, readonly Statement[]>;

/** Sorts an extraction's statements into groups: one look at each, however many groups there are. */
export function statementsByGroup({ statements }: Extraction): StatementsByGroup {
  const byGroup = new Map<string, Statement[]>();
  for (const statement of statements) {
    const group = groupOf(statement);
    const others = byGroup.get(group);
    if (others === undefined) byGroup.set(group, [statement]);
    else others.push(statement);
  }
  return byGroup;
}

/** Groups that the new text states, that the document stated before, or that the replaced one stated. */
export function touchedGroups(
  { groupsOf }: Graph,
  document: DocumentId,
  replaced: DocumentId | null,
  statements: StatementsByGroup,
): string[] {
  const before = groupsOf.get(document) ?? [];
  const withdrawn = replaced === null ? [] : (groupsOf.get(replaced) ?? []);
  return [...new Set([...statements.keys(), ...before, ...withdrawn])].sort(byCodeUnits);
}

/**
 * The claims of a group once `statements` are all that its document says in it. What the document said
 * before and no longer says stays as a place where it is no longer stated.
 */
export function claimsAfter(
  graph: Graph,
  group: string,
  document: DocumentId,
  statements: readonly Statement[],
): Claim[] {
  const claims = new Map<ClaimId, Claim>();
  for (const id of graph.groups.get(group) ?? []) {
    const claim = knownClaim(graph, id);
    const places = claim.places.map((place) =>
      place.document === document ? { ...place, stated: false } : place,
    );
    claims.set(id, { ...claim, places });
  }
  for (const statement of statements) {
    const id = claimIdOf(statement);
    const before = claims.get(id);
    const place = placeOf(statement, document);
    const claim = claimOf(id, group, statement, place);
    claims.set(id, before === undefined ? claim : joined(before, claim, place));
  }
  return [...claims.values()];
}

/** A claim as its first statement makes it; confidence and status are derived by the group. */
function claimOf(id: ClaimId, group: string, statement: Statement, place: Place): Claim {
  const { subject, attribute, value, unit, valid_from, valid_to, polarity } = statement;
  return {
    id,
    group,
    subject,
    attribute,
    value,
    unit,
    valid_from,
    valid_to,
    polarity,
    places: [place],
    confidence: 0,
    status: "current",
  };
}

/** The words of a claim are those of its first place, so that they too are a function of the set. */
function joined(before: Claim, added: Claim, place: Place): Claim {
  const places = withPlace(before.places, place);
  const { confidence, status } = before;
  const worded = places.findIndex((other) => isSamePlace(other, place)) === 0 ? added : before;
  return { ...worded, places, confidence, status };
}

function knownClaim({ claims }: Graph, id: ClaimId): Claim {
  const claim = claims.get(id);
  if (claim === undefined) throw new SynodError("SYN_INTERNAL", `a group names the unknown claim ${id}`);
  return claim;
}
