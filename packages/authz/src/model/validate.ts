import type { RelationTuple } from "@synod/contracts";
import { parseSubject, type Subject } from "./names.ts";
import type { ModelIndex } from "./model-index.ts";

/** Why a question makes no sense in this model, or null. OpenFGA refuses the same ones (HTTP 400). */
export function faultOfCheck(model: ModelIndex, tuple: RelationTuple): string | null {
  const user = parseSubject(tuple.user);
  if (user === null) return `'${tuple.user}' is no user`;
  if (!model.hasType(user.type)) return `type '${user.type}' is unknown`;
  if (user.relation !== null && model.rewrite(user.type, user.relation) === null) {
    return `relation '${user.type}#${user.relation}' is unknown`;
  }
  return faultOfObject(model, tuple);
}

/** Why a tuple may not be written, or null: the relation takes no such user. */
export function faultOfWrite(model: ModelIndex, tuple: RelationTuple): string | null {
  const fault = faultOfCheck(model, tuple);
  if (fault !== null) return fault;
  const user = parseSubject(tuple.user);
  const object = parseSubject(tuple.object);
  if (user === null || object === null) return `'${tuple.user}' is no user`;
  if (tuple.user === `${tuple.object}#${tuple.relation}`) return "a set cannot be written into itself";
  return accepts(model, object.type, tuple.relation, user)
    ? null
    : `'${tuple.user}' may not be '${tuple.relation}' of a ${object.type}`;
}

/** True if a tuple of this relation may name such a user. */
export function accepts(model: ModelIndex, type: string, relation: string, user: Subject): boolean {
  return model.directTypes(type, relation).some((allowed) => {
    if (allowed.type !== user.type) return false;
    if (user.relation !== null) return allowed.relation === user.relation;
    if (user.id === "*") return allowed.wildcard !== undefined;
    return allowed.wildcard === undefined && (allowed.relation ?? "") === "";
  });
}

function faultOfObject(model: ModelIndex, { object, relation }: RelationTuple): string | null {
  const parsed = parseSubject(object);
  if (parsed === null || parsed.relation !== null || parsed.id === "*") return `'${object}' is no object`;
  if (!model.hasType(parsed.type)) return `type '${parsed.type}' is unknown`;
  if (model.rewrite(parsed.type, relation) === null)
    return `relation '${parsed.type}#${relation}' is unknown`;
  return null;
}
