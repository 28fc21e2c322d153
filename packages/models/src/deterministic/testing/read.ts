import { documentIdSchema, isoDateSchema, type ReadableDocument } from "@synod/contracts";
import { applyExtraction, emptyGraph, foldChange, type Graph, type Statement } from "@synod/core";
import { extractionOf } from "../analyst.ts";

export type Media = ReadableDocument["mediaType"];

export function document(
  text: string,
  {
    media = "text/markdown",
    date = "2031-06-15",
    name = "a.md",
  }: { media?: Media; date?: string; name?: string } = {},
): ReadableDocument {
  const id = documentIdSchema.parse(Buffer.from(name).toString("hex").padEnd(64, "0").slice(0, 64));
  return {
    facts: { id, name, kind: "paper", date: isoDateSchema.parse(date), source: name },
    mediaType: media,
    text,
  };
}

export function read(text: string, options: Parameters<typeof document>[1] = {}): readonly Statement[] {
  return extractionOf(document(text, options)).statements;
}

export function valueOf({ value }: Statement): unknown {
  return value.type === "number"
    ? value.number
    : value.type === "date"
      ? value.date
      : value.type === "boolean"
        ? value.boolean
        : value.text;
}

/** `attribute = value unit` of every statement. */
export function said(text: string, options: Parameters<typeof document>[1] = {}): string[] {
  return read(text, options).map(
    (statement) =>
      `${statement.attribute} = ${String(valueOf(statement))}${statement.unit === null ? "" : ` ${statement.unit}`}`,
  );
}

/** The graph after documents in order of their names. */
export function graphOf(...texts: readonly (readonly [text: string, date: string])[]): Graph {
  const graph = emptyGraph();
  for (const [index, [text, date]] of texts.entries()) {
    const extraction = extractionOf(document(text, { date, name: `${index}.md` }));
    foldChange(
      graph,
      applyExtraction(graph, document(text, { date, name: `${index}.md` }).facts, null, extraction),
      extraction,
    );
  }
  return graph;
}

export function disputes(graph: Graph): string[] {
  return [...graph.contradictions.values()].map(({ kind, status }) => `${kind} ${status}`);
}
