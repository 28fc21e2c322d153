import { describe, expect, it } from "vitest";
import { parseSubject } from "./names.ts";

describe("a user's or object's name", () => {
  it.each([
    ["user:ana", { type: "user", id: "ana", relation: null }],
    ["state:acme/crane", { type: "state", id: "acme/crane", relation: null }],
    ["role:facts#member", { type: "role", id: "facts", relation: "member" }],
    ["user:*", { type: "user", id: "*", relation: null }],
  ])("%s is taken apart", (text, parts) => {
    expect(parseSubject(text)).toEqual(parts);
  });

  it.each([
    "",
    "ana",
    ":ana",
    "user:",
    "user:a b",
    "user:a#",
    "user:*#member",
    "a:b:c",
    "user:ana#x#y",
    "user:\nana",
  ])("%j is refused", (text) => {
    expect(parseSubject(text)).toBeNull();
  });
});
