import { CONFIDENCE } from "../clause/manner.ts";
import { draft, type Draft } from "../draft.ts";
import { ANALYST_LIMITS } from "../limits.ts";
import type { Cell } from "../text/blocks.ts";
import { tokensOf } from "../text/tokens.ts";
import type { Period } from "../time/calendar.ts";
import type { TimeContext } from "../time/mentions.ts";
import { timeScopesOf } from "../time/scopes.ts";
import { attributeOf, isVague, joined } from "../words/attribute.ts";
import { PREPOSITIONS, ROLES, TOTAL_WORDS } from "../words/phrases.ts";
import { countUnit } from "../words/units.ts";
import { isCode, THE_CASE, type Topic } from "../words/subject.ts";
import { isUsable, scaled, valueOf, YES_NO } from "./value.ts";
import { columnOf, unitCell, type Column } from "./header.ts";

/** Where a table stands. */
export interface TableContext {
  readonly time: TimeContext;
  readonly valid: Period | null;
  readonly topic: Topic;
  readonly label: string;
}

/** What a table says, and the cells that are prose of their own. */
export interface TableReading {
  readonly drafts: readonly (Draft & { readonly row: string })[];
  readonly prose: readonly Cell[];
}

const OPEN: Period = { from: null, to: null };
const PROSE_WORDS_MIN = 4;

/** Reads a table whose first row is its header. */
export function readTable(rows: readonly (readonly Cell[])[], context: TableContext): TableReading {
  const [header, ...body] = rows;
  const drafts: (Draft & { row: string })[] = [];
  const prose: Cell[] = [];
  if (header === undefined || body.length === 0) return { drafts, prose };
  const columns = shaped(
    header.slice(0, ANALYST_LIMITS.columns_max).map((cell) => columnOf(cell.text, context.time)),
    body,
  );
  const main = mainEntity(columns, body);
  for (const row of body) {
    const reading = new Row(row, columns, context, main, body.length);
    drafts.push(...reading.statements());
    prose.push(...row.filter((cell, index) => isProse(cell, columns[index])));
  }
  return { drafts, prose };
}

/** Columns of words before the first numbers name the row; by themselves they label it. */
function shaped(columns: readonly Column[], body: readonly (readonly Cell[])[]): Column[] {
  const result = [...columns];
  const wordyAt = (index: number): boolean => {
    const cells = body.map((row) => row[index]?.text ?? "").filter((text) => text !== "");
    return cells.filter((text) => !/^[\p{Sc}(−-]?\s*\d/u.test(text)).length * 2 > cells.length;
  };
  for (const [index, column] of columns.entries()) {
    if (column.kind === "label" && !wordyAt(index)) result[index] = { ...column, kind: "index" };
    if (column.kind === "unit" && !wordyAt(index))
      result[index] = { ...column, kind: "entity", attribute: "unit" };
  }
  // A column of numbers after the labels is no index, whatever its header.
  for (const [index, column] of columns.entries()) {
    if (index > 0 && column.kind === "index" && result[0]?.kind !== "index" && !wordyAt(index))
      result[index] = { ...column, kind: "value", plain: true };
  }
  // A first column that is headed by nothing or a unit labels its rows.
  const [lead] = columns;
  if (lead?.kind === "value" && lead.attribute === "" && wordyAt(0)) result[0] = { ...lead, kind: "label" };
  const labels = result.filter(({ kind }) => kind === "label");
  for (const label of labels.slice(1)) result[result.indexOf(label)] = { ...label, kind: "note" };
  const hasLabel = labels.length > 0;
  let named = hasLabel;
  for (const [index, column] of result.entries()) {
    if (column.kind !== "value") continue;
    const cells = body.map((row) => row[index]?.text ?? "").filter((text) => text !== "");
    const wordy = cells.filter((text) => !/^[\p{Sc}(−-]?\s*\d/u.test(text) && !YES_NO.test(text)).length;
    const codes = index <= 1 && isDesignatorColumn(column.attribute) && !named;
    if ((wordy * 2 > cells.length || codes) && !(named && columns.length <= 3)) {
      if (!named && !hasLabel && columns.length === 2) result[index] = { ...column, kind: "label" };
      else if (index < 3 && !laterNumber(columns, body, index)) result[index] = { ...column, kind: "entity" };
      named = true;
    }
  }
  return result;
}

/** A column that counts the rows' things: "unit", "lot", "batch". */
function isDesignatorColumn(attribute: string): boolean {
  return /^(?:unit|lot|batch|phase|plot|flat|room|site)$/.test(attribute);
}

/** True if a column of numbers comes before it: then it is a value of its own. */
function laterNumber(columns: readonly Column[], body: readonly (readonly Cell[])[], index: number): boolean {
  return columns
    .slice(0, index)
    .some(
      (column, at) =>
        column.kind === "value" &&
        !isDesignatorColumn(column.attribute) &&
        body.every((row) => /^\s*[\d(]/.test(row[at]?.text ?? "") || row[at]?.text === ""),
    );
}

/** The thing that most rows are about stands for the case, if some rows are about others. */
function mainEntity(columns: readonly Column[], body: readonly (readonly Cell[])[]): string | null {
  const index = columns.findIndex(({ kind }) => kind === "entity");
  if (index === -1 || !columns.some(({ kind }) => kind === "label")) return null;
  const counts = new Map<string, number>();
  for (const row of body) {
    const name = row[index]?.text.toLowerCase() ?? "";
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  const [first] = [...counts].sort(([, a], [, b]) => b - a);
  return first !== undefined && first[1] * 2 > body.length ? first[0] : null;
}

function isProse(cell: Cell, column: Column | undefined): boolean {
  if (cell.text.split(/\s+/).length < PROSE_WORDS_MIN) return false;
  return (
    column === undefined ||
    column.kind === "note" ||
    (column.kind === "value" && !/^[\d(]/.test(cell.text)) ||
    column.kind === "entity"
  );
}

class Row {
  readonly cells: readonly Cell[];
  readonly columns: readonly Column[];
  readonly context: TableContext;
  readonly main: string | null;
  /** Rows of the table. */
  readonly rows: number;

  constructor(
    cells: readonly Cell[],
    columns: readonly Column[],
    context: TableContext,
    main: string | null,
    rows: number,
  ) {
    [this.cells, this.columns, this.context, this.main, this.rows] = [cells, columns, context, main, rows];
  }

  statements(): (Draft & { row: string })[] {
    const [first, last] = [this.cells[0], this.cells.at(-1)];
    if (first === undefined || last === undefined) return [];
    const row = this.cells
      .map(({ text }) => text)
      .filter((text) => text !== "")
      .join(" | ");
    const label = this.label();
    const [subject, valid, unit] = [this.subject(label), this.period(), this.unit()];
    const old = this.columns.findIndex(({ version }) => version === "old");
    const drafts: (Draft & { row: string })[] = [];
    for (const [index, column] of this.columns.entries()) {
      const cell = this.cells[index];
      if (
        cell === undefined ||
        cell.text === "" ||
        column.kind !== "value" ||
        (column.version === "old" && this.columns.some(({ version }) => version === "new"))
      )
        continue;
      const value = valueOf(cell.text, this.context.time);
      if (value === null) continue;
      const deducted =
        value.value.type === "number" && value.value.number < 0 && cell.text.startsWith("(")
          ? "deducted"
          : "";
      const attribute = joined(this.attribute(label, column), deducted);
      if (attribute === "" || isVague(attribute)) continue;
      const counted =
        value.unit ??
        column.unit ??
        unit.unit ??
        (value.value.type === "number" ? countUnit(attribute) : null);
      const scale = value.unit === null ? column.scale * (column.unit === null ? unit.scale : 1) : 1;
      const before =
        column.version === "new" && old !== -1
          ? valueOf(this.cells[old]?.text ?? "", this.context.time)
          : null;
      const times = column.valid ?? valid ?? this.context.valid ?? OPEN;
      if (!isUsable(value.value, scale)) continue;
      drafts.push({
        row,
        ...draft(
          { start: first.start, end: cell.end },
          { subject: column.thing ?? subject, attribute, value: scaled(value.value, scale) },
          times,
          {
            unit: value.value.type === "number" ? counted : null,
            tolerance: value.tolerance * scale,
            confidence: CONFIDENCE.table,
            modality: isPlanned(`${label} ${column.role ?? ""}`) ? "planned" : "asserted",
            correction:
              column.version === "new" && before !== null
                ? { cue: "restated", replaces: scaled(before.value, scale) }
                : null,
          },
        ),
      });
    }
    return drafts;
  }

  label(): string {
    const index = this.columns.findIndex(({ kind }) => kind === "label");
    const cell = this.cells[index];
    if (cell === undefined) return "";
    const rate = /\b(\p{L}{1,30}) per (minute|hour|day|second)\b/u.exec(cell.text);
    if (rate !== null) return joined(roleIn(cell.text), rate[0]);
    if (cell.text.endsWith("?")) return questioned(cell.text);
    const question = cell.text.replace(/\?.*$/, "").replace(/\b(?:before|after|at the time)\b.*$/i, "");
    return (
      attributeOf(tokensOf(question.replace(/^[^:]{1,12}:/, ""), 0)) || attributeOf(tokensOf(cell.text, 0))
    );
  }

  /** Names of the row; a total stands for the case. */
  subject(label: string): string {
    const names: string[] = [];
    for (const [index, column] of this.columns.entries()) {
      if (column.kind !== "entity") continue;
      const text = this.cells[index]?.text.toLowerCase() ?? "";
      const words = text.split(/[^\p{L}\p{N}]+/u).filter((word) => word !== "");
      if (words.some((word) => TOTAL_WORDS.has(word))) {
        if (/^(?:sub)?totals?$/.test(text)) continue;
        return THE_CASE;
      }
      if (text === "" || text === this.main) continue;
      const code = this.cells[index]?.text ?? "";
      if (isCode(code)) return text;
      names.push(
        isDesignatorColumn(column.attribute) && /^\w{1,6}$/.test(text) ? `${column.attribute} ${text}` : text,
      );
    }
    if (label !== "" && names.length === 0) return this.context.topic.subject;
    const designator = names.find((name) => /^(?:unit|lot|batch|phase) \w+$/.test(name));
    if (designator !== undefined) return designator;
    return names.length === 0 ? THE_CASE : names.join(" ");
  }

  period(): Period | null {
    const index = this.columns.findIndex(({ kind }) => kind === "period");
    const text = this.cells[index]?.text ?? "";
    return timeScopesOf(tokensOf(text, 0), this.context.time)[0]?.valid ?? this.labelPeriod();
  }

  /** "Uptime, twelve months ended 31 August": the label says of which period the row is. */
  labelPeriod(): Period | null {
    const index = this.columns.findIndex(({ kind }) => kind === "label");
    const scopes = timeScopesOf(tokensOf(this.cells[index]?.text ?? "", 0), this.context.time);
    const [scope] = scopes;
    return scopes.length === 1 && scope?.role === "range" ? scope.valid : null;
  }

  /** "Total" under months is another figure than a month's. */
  isSumOfPeriods(): boolean {
    const index = this.columns.findIndex(({ kind }) => kind === "period");
    return (
      index !== -1 && this.period() === null && /\b(?:total|sum|all)\b/i.test(this.cells[index]?.text ?? "")
    );
  }

  unit(): { unit: string | null; scale: number } {
    const index = this.columns.findIndex(({ kind }) => kind === "unit");
    if (index !== -1) return unitCell(this.cells[index]?.text ?? "");
    const label = this.columns.findIndex(({ kind }) => kind === "label");
    const column = this.columns[label];
    const rate = /\b(\p{L}{1,30}) per (minute|hour|day|second)\b/u.exec(this.cells[label]?.text ?? "");
    if (rate !== null) return { unit: `${rate[1] ?? ""}/${rate[2] ?? ""}`, scale: 1 };
    const ratio = /[/%]|\b(?:ratio|cover|margin|multiple|times)\b/i.test(this.cells[label]?.text ?? "");
    return column === undefined || ratio
      ? { unit: null, scale: 1 }
      : { unit: column.unit, scale: column.scale };
  }

  attribute(label: string, column: Column): string {
    const bare = label
      .split(" ")
      .filter((word) => word !== "total")
      .join(" ");
    const rest =
      this.rows > 2 && bare !== "" ? bare : this.columns.length > 2 && TOTAL_WORDS.has(label) ? "" : label;
    const sum = this.isSumOfPeriods() ? "total" : "";
    const own = column.plain ? (column.role ?? "") : column.attribute;
    if (rest === "") return joined(own, sum);
    return column.thing === null ? joined(rest, own) : rest;
  }
}

/** Figures that are planned by their name. */
export function isPlanned(name: string): boolean {
  return /\b(?:budget|target|forecast|planned|scheduled)\b/.test(name);
}

/** "Was the cover on the pump at the time?" → "cover pump": what yes or no is said of. */
function questioned(text: string): string {
  const asked = text.replace(/\b(?:before|after|at the time|when|while)\b.*$/i, "");
  return attributeOf(tokensOf(asked, 0).filter(({ lower }) => !PREPOSITIONS.has(lower)));
}

/** "Guaranteed output, pieces per hour" → "guaranteed". */
function roleIn(text: string): string {
  const role = text
    .toLowerCase()
    .split(/\W+/)
    .map((word) => ROLES.get(word))
    .find((found) => found !== undefined);
  return role === undefined || role === "average" ? "" : role;
}
