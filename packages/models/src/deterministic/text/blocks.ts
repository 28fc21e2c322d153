import { ANALYST_LIMITS } from "../limits.ts";
import type { TextRange } from "@synod/core";

/** A cell of a table, without the spaces around it. */
export interface Cell extends TextRange {
  readonly text: string;
}

/** A piece of a document that is read by itself. Masked text has the length of the original. */
export type Block = TextBlock | TableBlock;

export interface TextBlock extends TextRange {
  readonly kind: "heading" | "paragraph" | "header";
  /** The original from `start` to `end` with markup and line ends replaced by spaces. */
  readonly text: string;
  /** It is quoted from another mail or paper. */
  readonly quoted: boolean;
  /** It begins in bold or italics. */
  readonly emphasised: boolean;
}

interface TableBlock {
  readonly kind: "table";
  readonly rows: readonly (readonly Cell[])[];
}

interface Line extends TextRange {
  readonly text: string;
  readonly quoted: boolean;
}

const HEADER = /^\**(?:from|to|cc|bcc|sent|date|subject|attention|von|gesendet|an|betreff|datum):/i;
const ITEM =
  /^\s*(?:[-*•+]|\d{1,3}[.)]|\([a-z0-9]{1,3}\)|§\s*\d+|\d{1,3}(?:\.\d{1,3})+|\d{1,3}\/\d{1,3})\s+/i;
const NUMBERING =
  /^\s*(?:[-*•+]\s+)?\**\s*(?:\d{1,3}[.)]|\([a-z0-9]{1,3}\)|§\s*\d+|\d{1,3}(?:\.\d{1,3})+|\d{1,3}\/\d{1,3})(?=\s+\**[\p{L}"“])/iu;
const KEYED = /^\**\p{Lu}[^:.|]{1,60}:/u;
const RULE = /^\s*(?:[-=_*]\s*){3,}$/;
const REPLY = /^\s*-{2,}[^-]{0,60}-{2,}\s*$/;
/** Longer lines are no rules; the patterns would be slow on them. */
const RULE_LENGTH_MAX = 200;
/** Markup and numbering stand at the front of a block. */
const FRONT_LENGTH = 200;
/** A line shorter than this that is followed by a capital ends where it ends: an address, a signature. */
const SHORT_LINE = 50;

/** Splits Markdown or plain text into blocks, in one pass over its lines. */
export function blocksOf(text: string): Block[] {
  const blocks: Block[] = [];
  let open: Line[] = [];
  let rows: Cell[][] = [];
  const close = (): void => {
    const block = paragraph(open);
    if (block !== null) blocks.push(block);
    if (rows.length > 0) blocks.push({ kind: "table", rows });
    [open, rows] = [[], []];
  };
  for (const line of linesOf(text)) {
    if (line.text.trim() === "" || isRule(line.text)) close();
    else if (/^\s*\|/.test(line.text)) {
      if (open.length > 0) close();
      const cells = cellsOf(line);
      if (!cells.every((cell) => /^:?-*:?$/.test(cell.text)) || cells.some((cell) => cell.text === ""))
        rows.push(cells);
    } else if (/^\s{0,3}#{1,6}\s/.test(line.text) || HEADER.test(line.text)) {
      close();
      open = [line];
      close();
    } else {
      if (rows.length > 0 || breaksBefore(line, open.at(-1))) close();
      open.push(line);
    }
  }
  close();
  return blocks;
}

/** A line of dashes, or words between dashes, as mails set before what they quote. */
function isRule(line: string): boolean {
  return line.length <= RULE_LENGTH_MAX && (RULE.test(line) || REPLY.test(line));
}

function breaksBefore(line: Line, before: Line | undefined): boolean {
  if (before === undefined) return false;
  if (line.quoted !== before.quoted || ITEM.test(line.text)) return true;
  const last = before.text.trimEnd();
  if (KEYED.test(line.text) && (KEYED.test(before.text) || last.length < SHORT_LINE)) return true;
  return last.length < SHORT_LINE && /^\s*[*_]*[\p{Lu}\d]/u.test(line.text) && !/[,;–-]$/.test(last);
}

function paragraph(lines: readonly Line[]): TextBlock | null {
  const [first, last] = [lines[0], lines.at(-1)];
  if (first === undefined || last === undefined) return null;
  const parts: string[] = [];
  let end = first.start;
  for (const line of lines) {
    parts.push(" ".repeat(line.start - end), line.text);
    end = line.end;
  }
  const raw = parts.join("");
  const heading =
    /^\s{0,3}#{1,6}\s/.test(raw) ||
    (lines.length === 1 && /^\s*\*\*[^*]{1,160}\*\*\s*$/.test(raw) && !/[.:]\*\*\s*$/.test(raw));
  const kind = heading ? "heading" : HEADER.test(first.text) ? "header" : "paragraph";
  return {
    kind,
    start: first.start,
    end,
    text: masked(raw),
    quoted: first.quoted,
    emphasised: /^\s*(?:[-•+]\s+|\d{1,3}[.)]\s+|#{1,6}\s+)?\*{1,2}\S/.test(raw),
  };
}

/** Same length, without markup, numbering and bullets. */
function masked(raw: string): string {
  const front = raw
    .slice(0, FRONT_LENGTH)
    .replace(/^\s{0,3}#{1,6}\s/, spaces)
    .replace(NUMBERING, spaces)
    .replace(/^\s*[-*•+]\s/, spaces);
  return `${front}${raw.slice(FRONT_LENGTH)}`.replace(/[*`\t\r\n]/g, " ");
}

function spaces(found: string): string {
  return " ".repeat(found.length);
}

/** Lines without their ends; quote marks are cut off at the front. */
function* linesOf(text: string): Generator<Line> {
  let from = 0;
  while (from <= text.length) {
    const stop = text.indexOf("\n", from);
    const to = stop === -1 ? text.length : stop;
    const end = to > from && text[to - 1] === "\r" ? to - 1 : to;
    const quote = /^(?:\s{0,3}>)+\s?/.exec(text.slice(from, Math.min(end, from + 40)))?.[0].length ?? 0;
    yield { start: from + quote, end, text: text.slice(from + quote, end), quoted: quote > 0 };
    if (stop === -1) return;
    from = stop + 1;
  }
}

function cellsOf(line: Line): Cell[] {
  const cells: Cell[] = [];
  let from = line.text.indexOf("|") + 1;
  while (from < line.text.length && cells.length < ANALYST_LIMITS.columns_max) {
    const stop = line.text.indexOf("|", from);
    const to = stop === -1 ? line.text.length : stop;
    const raw = line.text.slice(from, to).replace(/[*`]/g, " ");
    if (stop !== -1 || raw.trim() !== "") cells.push(trimmed(raw, line.start + from));
    from = to + 1;
  }
  return cells;
}

/** A cell of raw text that begins at `start`. */
export function trimmed(raw: string, start: number): Cell {
  const lead = raw.length - raw.trimStart().length;
  const text = raw.trim();
  return { text, start: start + lead, end: start + lead + text.length };
}
