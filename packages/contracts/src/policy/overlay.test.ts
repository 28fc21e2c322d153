import { expect, test } from "vitest";
import { overlay } from "./overlay.ts";

test("maps are merged key by key, anything else is replaced", () => {
  const base = { a: { b: 1, c: [1, 2] }, d: 4 };
  expect(overlay(base, { a: { c: [3] }, e: 5 })).toEqual({ a: { b: 1, c: [3] }, d: 4, e: 5 });
  expect(overlay(base, { a: 7 })).toEqual({ a: 7, d: 4 });
  expect(overlay(base, { a: null })).toEqual({ a: null, d: 4 });
  expect(overlay(base, [1])).toEqual([1]);
  expect(overlay(1, { a: 1 })).toEqual({ a: 1 });
});

test("a key of the language is a key like any other", () => {
  const merged = overlay({ a: 1 }, JSON.parse('{"__proto__": {"b": 2}}'));
  expect(merged !== null && typeof merged === "object" ? Object.keys(merged) : []).toEqual([
    "a",
    "__proto__",
  ]);
  expect(Reflect.get({}, "b")).toBeUndefined();
});

test("maps that contain themselves end", () => {
  const loop: Record<string, unknown> = {};
  loop["loop"] = loop;
  expect(overlay(loop, loop)).toHaveProperty("loop.loop.loop");
});
