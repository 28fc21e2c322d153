import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { GENERATED, ROOT_URL } from "./generated.ts";

test.each(GENERATED)("$path is what the code says; otherwise: npm run docs", async ({ path, text }) => {
  expect(await readFile(new URL(path, ROOT_URL), "utf8")).toBe(text());
});
