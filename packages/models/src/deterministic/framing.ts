import type { Block } from "./text/blocks.ts";

/** The document as a whole corrects an earlier one. */
const CORRECTING_TITLE = /\b(?:restated|amended|corrected|correction|erratum|update(?:d)? to|revised)\b/i;
const REPLACES_EARLIER = /\b(?:this|the) (?:\p{L}+ ){0,3}(?:replaces|supersedes) (?:the|our|all)\b/iu;

/** Keys that name what a document is about. */
const NAMING_KEY =
  /^\s*(?:property|premises|site|object|product|project|re|case|matter|reference|demise)\s*:/i;

/** Titles, mail subjects and first lines: what the document is about. */
export function titlesOf(blocks: readonly Block[]): string[] {
  const titles: string[] = [];
  for (const block of blocks.slice(0, 40)) {
    if (block.kind === "table") continue;
    if (
      block.kind === "heading" ||
      (block.kind === "header" && /^\**(?:subject|re|betreff)/i.test(block.text.trim()))
    )
      titles.push(block.text);
  }
  const untitled = !blocks.some(({ kind }) => kind === "heading" || kind === "header");
  for (const block of blocks.slice(0, 20)) {
    if (block.kind !== "paragraph") continue;
    if (NAMING_KEY.test(block.text) || (untitled && block.text.length < 60 && !/[.:;]/.test(block.text)))
      titles.push(block.text);
  }
  const [first] = blocks;
  if (
    first !== undefined &&
    first.kind !== "table" &&
    first.kind !== "header" &&
    !/[.!?]\s*$/.test(first.text)
  )
    titles.push(first.text.slice(0, 200));
  return titles;
}

/** The words by which a document as a whole corrects an earlier one, or null. */
export function documentCueOf(blocks: readonly Block[]): string | null {
  for (const block of blocks.slice(0, 12)) {
    if (block.kind === "table" || block.kind === "header" || block.quoted) continue;
    if (block.kind === "heading" && CORRECTING_TITLE.test(block.text))
      return CORRECTING_TITLE.exec(block.text)?.[0].toLowerCase() ?? null;
    const found = REPLACES_EARLIER.exec(block.text);
    if (found !== null) return found[0].toLowerCase();
  }
  return null;
}
