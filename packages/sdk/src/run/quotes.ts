import { readFile } from "node:fs/promises";
import type { CaseReport, CaseState } from "@synod/core";
import type { CaseFile } from "../case-folder/read.ts";

export interface QuotedPlace {
  readonly doc: string;
  readonly start: number;
  readonly end: number;
}

/** What stands at a place. */
export interface Quote {
  readonly sentence: string;
  /** Line of the file, from 1; null if the file says something else by now. */
  readonly line: number | null;
}

/** What stands at a place of a document, or null if it is not at hand. */
export type QuoteAt = (place: QuotedPlace) => Quote | null;

/**
 * The places of open contradictions as they stand in the case's files. `known` gives sentences that were
 * read; without it (a deployed Synod tells places only) they are cut out of the files.
 */
export async function quotesOf(
  report: CaseReport,
  files: readonly CaseFile[],
  known: Readonly<CaseState> | null,
): Promise<QuoteAt> {
  const sentences = known === null ? null : sentencesOf(known);
  const texts = await textsOf(disputedDocuments(report), files);
  return (place) => {
    const text = texts.get(place.doc) ?? null;
    const cut = text?.slice(place.start, place.end) ?? "";
    const sentence = sentences === null ? cut : (sentences.get(keyOf(place)) ?? "");
    if (sentence === "") return null;
    const stands = text !== null && cut !== "" && flat(sentence).includes(flat(cut));
    return { sentence, line: stands ? lineOf(text, place.start) : null };
  };
}

function sentencesOf({ graph }: Readonly<CaseState>): ReadonlyMap<string, string> {
  const sentences = new Map<string, string>();
  for (const { places } of graph.claims.values()) {
    for (const { document, start, end, sentence } of places) {
      const doc = graph.documents.get(document)?.name ?? document;
      sentences.set(keyOf({ doc, start, end }), sentence);
    }
  }
  return sentences;
}

function disputedDocuments({ claims, contradictions }: CaseReport): ReadonlySet<string> {
  const disputed = new Set(
    contradictions.filter(({ status }) => status === "open").flatMap(({ a, b }) => [a, b]),
  );
  const places = claims.filter(({ id }) => disputed.has(id)).flatMap((claim) => claim.places);
  return new Set(places.map(({ doc }) => doc));
}

/** A file that went away or cannot be read has no text: quotes are a help, not a result. */
async function textsOf(
  names: ReadonlySet<string>,
  files: readonly CaseFile[],
): Promise<ReadonlyMap<string, string>> {
  const texts = new Map<string, string>();
  for (const { name, path, fault } of files) {
    if (fault !== null || !names.has(name)) continue;
    const text = await readFile(path, "utf8").catch(() => null);
    if (text !== null) texts.set(name, text.replace(/^\uFEFF/, ""));
  }
  return texts;
}

function lineOf(text: string, position: number): number {
  return text.slice(0, position).split(/\r\n|\r|\n/).length;
}

function flat(text: string): string {
  return text.replaceAll(/\s+/g, " ").trim();
}

function keyOf({ doc, start, end }: QuotedPlace): string {
  return JSON.stringify([doc, start, end]);
}
