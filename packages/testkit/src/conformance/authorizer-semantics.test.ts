import { randomUUID } from "node:crypto";
import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { evaluate, faultOfWrite, indexModel, TupleSet, type ModelIndex } from "@synod/authz";
import { modelFromDsl } from "@synod/authz/model-from-dsl";
import type { RelationTuple } from "@synod/contracts";
import { describeReal } from "../backing/describe-real.ts";

/** Every construct of the language, some of them able to run in circles. */
const DSL = `
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

let model: ModelIndex;
beforeAll(async () => {
  model = indexModel(await modelFromDsl(DSL));
});

describe("the evaluation in process", () => {
  it("finds members through nested groups", () => {
    const answer = ask([
      ["group:y#member", "member", "group:x"],
      ["user:ana", "member", "group:y"],
      ["group:x#member", "owner", "folder:a"],
    ]);
    expect(answer("user:ana", "editor", "folder:a")).toBe(true);
    expect(answer("user:bo", "editor", "folder:a")).toBe(false);
  });

  it("ends with a no where groups contain each other", () => {
    const answer = ask([
      ["group:y#member", "member", "group:x"],
      ["group:x#member", "member", "group:y"],
      ["group:x#member", "owner", "folder:a"],
    ]);
    expect(answer("user:ana", "owner", "folder:a")).toBe(false);
  });

  it("lets a ban win over every other right", () => {
    const answer = ask([
      ["user:ana", "owner", "folder:a"],
      ["user:ana", "banned", "folder:a"],
    ]);
    expect(answer("user:ana", "viewer", "folder:a")).toBe(true);
    expect(answer("user:ana", "reader", "folder:a")).toBe(false);
    expect(answer("user:ana", "editor", "folder:a")).toBe(false);
  });

  it("follows a folder's parents, and everyone's right to view", () => {
    const answer = ask([
      ["folder:a", "parent", "folder:b"],
      ["user:*", "viewer", "folder:a"],
    ]);
    expect(answer("user:bo", "reader", "folder:b")).toBe(true);
    expect(answer("group:x#member", "reader", "folder:b")).toBe(false);
  });

  it("refuses to answer beyond its depth instead of guessing", () => {
    const chain = Array.from({ length: 40 }, (_, index): Row => [`folder:${index}`, "parent", `folder:${index + 1}`]);
    const answer = ask([...chain, ["user:ana", "viewer", "folder:0"]]);
    expect(() => answer("user:ana", "viewer", "folder:40")).toThrow(expect.objectContaining({ code: "SYN_AUTHORIZER_QUESTION" }));
  });

  it("says yes only where a tuple about the user, a set or everyone is there", () => {
    fc.assert(
      fc.property(tuples(), fc.constantFrom("reader", "editor", "deputy"), (written, relation) => {
        const about = written.filter(({ user }) => user !== "user:ana" && user !== "user:*");
        return !evaluate(model, new TupleSet(about), { user: "user:ana", relation, object: "folder:a" });
      }),
    );
  });
});

describeReal("the evaluation in process and OpenFGA", ["SYNOD_TEST_OPENFGA_URL"], ({ SYNOD_TEST_OPENFGA_URL: url }) => {
  it("agree on every question over random tuples", { timeout: 60_000 }, async () => {
    const call = await newStore(url);
    await fc.assert(
      fc.asyncProperty(tuples(), async (shapes) => {
        const mark = randomUUID().slice(0, 8);
        const written = shapes.map((tuple) => marked(tuple, mark));
        if (written.length > 0) await call("write", { writes: { tuple_keys: written } });
        const set = new TupleSet(written);
        const questions = allQuestions().map((question) => marked(question, mark));
        const answers = await Promise.all(
          questions.map(async (tuple_key) => Reflect.get(await call("check", { tuple_key, consistency: "HIGHER_CONSISTENCY" }), "allowed") === true),
        );
        const different = questions.filter((question, index) => evaluate(model, set, question) !== answers[index]);
        expect(different, `of ${JSON.stringify(written)}`).toEqual([]);
      }),
      { numRuns: 30 },
    );
  });
});

type Row = readonly [user: string, relation: string, object: string];

function ask(rows: readonly Row[]): (...question: Row) => boolean {
  const set = new TupleSet(rows.map(([user, relation, object]) => ({ user, relation, object })));
  return (user, relation, object) => evaluate(model, set, { user, relation, object });
}

/** Up to 14 different tuples that the model takes. */
function tuples(): fc.Arbitrary<RelationTuple[]> {
  const group = fc.constantFrom(...GROUPS);
  const folder = fc.constantFrom(...FOLDERS);
  const who = fc.oneof(fc.constantFrom("user:ana", "user:bo"), group.map((id) => `group:${id}#member`));
  const membership = fc.record({ user: who, relation: fc.constant("member"), object: group.map((id) => `group:${id}`) });
  const parent = fc.record({ user: folder.map((id) => `folder:${id}`), relation: fc.constant("parent"), object: folder.map((id) => `folder:${id}`) });
  const right = fc.record({
    user: fc.oneof({ weight: 6, arbitrary: who }, { weight: 1, arbitrary: fc.constant("user:*") }),
    relation: fc.constantFrom("owner", "viewer", "banned", "deputy"),
    object: folder.map((id) => `folder:${id}`),
  });
  return fc
    .uniqueArray(fc.oneof(membership, parent, right), { maxLength: 14, selector: (tuple) => JSON.stringify(tuple) })
    .map((all) => all.filter((tuple) => faultOfWrite(model, tuple) === null));
}

function allQuestions(): RelationTuple[] {
  const relations = ["owner", "viewer", "reader", "editor", "deputy"];
  return USERS.flatMap((user) => FOLDERS.flatMap((id) => relations.map((relation) => ({ user, relation, object: `folder:${id}` }))));
}

/** Names of its own for each run, so that runs share a store without meeting. */
function marked({ user, relation, object }: RelationTuple, mark: string): RelationTuple {
  const name = (text: string): string => (text.startsWith("user:") ? text : text.replace(/^(\w+):(\w+)/, `$1:${mark}-$2`));
  return { user: name(user), relation, object: name(object) };
}

/** A store with the model, over plain HTTP: the answers must be the server's, not a client's. */
async function newStore(url: string): Promise<(method: string, body: object) => Promise<object>> {
  const post = async (path: string, body: object): Promise<object> => {
    const response = await fetch(`${url}${path}`, { method: "POST", body: JSON.stringify(body) });
    const answer: unknown = await response.json();
    if (!response.ok || typeof answer !== "object" || answer === null) throw new Error(`${path}: ${JSON.stringify(answer)}`);
    return answer;
  };
  const store = String(Reflect.get(await post("/stores", { name: randomUUID() }), "id"));
  await post(`/stores/${store}/authorization-models`, await modelFromDsl(DSL));
  return (method, body) => post(`/stores/${store}/${method}`, body);
}
