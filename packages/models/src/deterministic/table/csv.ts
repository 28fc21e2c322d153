import { ANALYST_LIMITS } from "../limits.ts";
import type { Cell } from "../text/blocks.ts";
import { trimmed } from "../text/blocks.ts";

/** Rows of a CSV text, with comment lines apart. Cells keep their exact place; quotes are outside it. */
export interface CsvText {
  readonly comments: readonly Cell[];
  readonly rows: readonly (readonly Cell[])[];
}

/** Reads RFC 4180 with `,`, `;` or tab, whichever the first row has most of. One pass. */
export function readCsv(text: string): CsvText {
  const comments: Cell[] = [];
  const rows: Cell[][] = [];
  const delimiter = delimiterOf(text);
  let at = 0;
  while (at < text.length) {
    if (text[at] === "#") {
      const end = lineEnd(text, at);
      comments.push(trimmed(text.slice(at + 1, end), at + 1));
      at = end + 1;
      continue;
    }
    const row: Cell[] = [];
    at = readRow(text, at, delimiter, row);
    if (row.some((cell) => cell.text !== "")) rows.push(row);
  }
  return { comments, rows };
}

/** Reads cells into `row`; gives the place after the row's line end. */
function readRow(text: string, start: number, delimiter: string, row: Cell[]): number {
  let at = start;
  for (;;) {
    const cell = text[at] === '"' ? quoted(text, at) : bare(text, at, delimiter);
    if (row.length < ANALYST_LIMITS.columns_max) row.push(cell.cell);
    at = cell.next;
    if (text[at] === delimiter) {
      at += 1;
      continue;
    }
    if (text[at] === "\r") at += 1;
    return at + 1;
  }
}

function bare(text: string, start: number, delimiter: string): { cell: Cell; next: number } {
  let at = start;
  while (
    at < text.length &&
    text[at] !== delimiter &&
    text[at] !== "\n" &&
    !(text[at] === "\r" && text[at + 1] === "\n")
  )
    at += 1;
  return { cell: trimmed(text.slice(start, at), start), next: at };
}

/** What follows a closing quote up to the delimiter is not read. */
function quoted(text: string, start: number): { cell: Cell; next: number } {
  let at = start + 1;
  while (at < text.length) {
    if (text[at] === '"') {
      if (text[at + 1] !== '"') break;
      at += 1;
    }
    at += 1;
  }
  return {
    cell: { text: text.slice(start + 1, at).replaceAll('""', '"'), start: start + 1, end: at },
    next: Math.min(text.length, at + 1),
  };
}

function delimiterOf(text: string): string {
  let at = 0;
  while (text[at] === "#" && at < text.length) at = lineEnd(text, at) + 1;
  const line = text.slice(at, lineEnd(text, at));
  const counts = [",", ";", "\t"].map((mark) => ({ mark, count: line.split(mark).length }));
  return counts.reduce((best, other) => (other.count > best.count ? other : best)).mark;
}

function lineEnd(text: string, from: number): number {
  const end = text.indexOf("\n", from);
  return end === -1 ? text.length : end;
}
