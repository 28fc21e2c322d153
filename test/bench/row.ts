/** One line of the table: what was measured, beside what is wanted. */
export interface Row {
  readonly name: string;
  readonly unit: string;
  /** At most this; null: a figure without a goal. */
  readonly goal: number | null;
  readonly measured: number;
  /** How it was measured, for who reads the number. */
  readonly note: string;
}

export type Outcome = "pass" | "miss" | "no goal";

export function outcomeOf({ goal, measured }: Row): Outcome {
  if (goal === null) return "no goal";
  return measured <= goal ? "pass" : "miss";
}

export function renderRows(rows: readonly Row[]): string {
  const cells = [
    ["", "goal", "measured", "ratio", "", ""],
    ...rows.map((row) => [
      row.name,
      row.goal === null ? "" : `≤ ${row.goal} ${row.unit}`,
      `${rounded(row.measured)} ${row.unit}`,
      row.goal === null ? "" : rounded(row.measured / row.goal),
      outcomeOf(row) === "no goal" ? "" : outcomeOf(row),
      row.note,
    ]),
  ];
  const widths = [0, 1, 2, 3, 4, 5].map((column) =>
    Math.max(...cells.map((line) => (line[column] ?? "").length)),
  );
  return cells
    .map((line) =>
      line
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}

/** Three digits that count. */
function rounded(value: number): string {
  if (!Number.isFinite(value)) return String(value);
  const digits = Math.max(0, 2 - Math.floor(Math.log10(Math.max(Math.abs(value), 1e-3))));
  return value.toFixed(Math.min(digits, 4));
}
