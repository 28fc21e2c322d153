import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { evaluate, TupleSet } from "@synod/authz";
import { MODEL, tuples } from "./random-tuples.ts";

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
    const chain = Array.from({ length: 40 }, (_, index): Row => [
      `folder:${index}`,
      "parent",
      `folder:${index + 1}`,
    ]);
    const answer = ask([...chain, ["user:ana", "viewer", "folder:0"]]);
    expect(() => answer("user:ana", "viewer", "folder:40")).toThrow(
      expect.objectContaining({ code: "SYN_AUTHORIZER_QUESTION" }),
    );
  });

  it("says yes only where a tuple about the user, a set or everyone is there", () => {
    fc.assert(
      fc.property(tuples(), fc.constantFrom("reader", "editor", "deputy"), (written, relation) => {
        const about = written.filter(({ user }) => user !== "user:ana" && user !== "user:*");
        return !evaluate(MODEL, new TupleSet(about), { user: "user:ana", relation, object: "folder:a" });
      }),
    );
  });
});

type Row = readonly [user: string, relation: string, object: string];

function ask(rows: readonly Row[]): (...question: Row) => boolean {
  const set = new TupleSet(rows.map(([user, relation, object]) => ({ user, relation, object })));
  return (user, relation, object) => evaluate(MODEL, set, { user, relation, object });
}
