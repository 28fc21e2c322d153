import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { cacheDir } from "./ensure-binary.ts";

describe("the cache of servers", () => {
  it("is where SYNOD_CACHE says", () => {
    expect(cacheDir({ SYNOD_CACHE: "/somewhere", XDG_CACHE_HOME: "/xdg", HOME: "/home/ana" })).toBe(
      join("/somewhere", "native"),
    );
  });

  it("else in the user's cache folder", () => {
    expect(cacheDir({ XDG_CACHE_HOME: "/xdg" })).toBe(join("/xdg", "synod", "native"));
    expect(cacheDir({})).toMatch(/\.cache\/synod\/native$/);
  });
});
