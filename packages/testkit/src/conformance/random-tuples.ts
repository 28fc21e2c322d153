import * as fc from "fast-check";
import { faultOfWrite, indexModel } from "@synod/authz";
import { modelFromDsl } from "@synod/authz/model-from-dsl";
import type { RelationTuple } from "@synod/contracts";

/** Every construct of the language, some of them able to run in circles. */
export const DSL = `
model
  schema 1.1
type user
type group
  relations
    define member: [user, group#member]
type folder
  relations
    define parent: [folder]
    define owner: [user, group#member]
    define viewer: [user, user:*, group#member] or owner or viewer from parent
    define banned: [user, group#member]
    define reader: viewer but not banned
    define editor: owner and reader
    define deputy: ([user] or editor from parent) but not banned
`;

const USERS = ["user:ana", "user:bo", "group:x#member", "group:y#member"];
const GROUPS = ["x", "y", "z"];
const FOLDERS = ["a", "b", "c"];

export const MODEL = indexModel(await modelFromDsl(DSL));

/** Up to 14 different tuples that the model takes. */
export function tuples(): fc.Arbitrary<RelationTuple[]> {
  const group = fc.constantFrom(...GROUPS);
  const folder = fc.constantFrom(...FOLDERS);
  const who = fc.oneof(
    fc.constantFrom("user:ana", "user:bo"),
    group.map((id) => `group:${id}#member`),
  );
  const membership = fc.record({
    user: who,
    relation: fc.constant("member"),
    object: group.map((id) => `group:${id}`),
  });
  const parent = fc.record({
    user: folder.map((id) => `folder:${id}`),
    relation: fc.constant("parent"),
    object: folder.map((id) => `folder:${id}`),
  });
  const right = fc.record({
    user: fc.oneof({ weight: 6, arbitrary: who }, { weight: 1, arbitrary: fc.constant("user:*") }),
    relation: fc.constantFrom("owner", "viewer", "banned", "deputy"),
    object: folder.map((id) => `folder:${id}`),
  });
  return fc
    .uniqueArray(fc.oneof(membership, parent, right), {
      maxLength: 14,
      selector: (tuple) => JSON.stringify(tuple),
    })
    .map((all) => all.filter((tuple) => faultOfWrite(MODEL, tuple) === null));
}

export function allQuestions(): RelationTuple[] {
  const relations = ["owner", "viewer", "reader", "editor", "deputy"];
  return USERS.flatMap((user) =>
    FOLDERS.flatMap((id) => relations.map((relation) => ({ user, relation, object: `folder:${id}` }))),
  );
}

/** Names of its own for each run, so that runs share a store without meeting. */
export function marked({ user, relation, object }: RelationTuple, mark: string): RelationTuple {
  const name = (text: string): string =>
    text.startsWith("user:") ? text : text.replace(/^(\w+):(\w+)/, `$1:${mark}-$2`);
  return { user: name(user), relation, object: name(object) };
}
