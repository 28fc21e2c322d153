import { existsSync } from "node:fs";
import { expect, test } from "vitest";
import { ROOT_URL } from "./generated.ts";
import { fileLinks, pages } from "./markdown.ts";

test.each(pages())("what $path links to is there", (page) => {
  const base = new URL(page.path, ROOT_URL);
  const missing = fileLinks(page).filter((target) => !existsSync(new URL(target, base)));
  expect(missing).toEqual([]);
});

test("pages are found, and links in them", () => {
  expect(pages().length).toBeGreaterThan(8);
  expect(pages().flatMap(fileLinks).length).toBeGreaterThan(10);
});
