import type { RoundProgress } from "@synod/sdk";
import type { Style } from "./style.ts";
import { fit, plain } from "./text.ts";

/** What stands beside the file's name takes so many columns. */
const REST_COLUMNS = 72;
const NAME_COLUMNS = { min: 12, max: 28 } as const;

/** One line of progress: document, what it added, and whether the case comes closer to settled (V = 0). */
export function renderRound(round: RoundProgress, style: Style): string {
  const { number, doc, new_claims, open_contradictions, v, trend } = round;
  const columns = Math.min(NAME_COLUMNS.max, Math.max(NAME_COLUMNS.min, style.columns - REST_COLUMNS));
  const open = counted(open_contradictions, "open contradiction").padEnd(22);
  return [
    style.dim(`round ${String(number).padStart(2)}`),
    fit(plain(doc), columns),
    counted(new_claims, "new claim").padEnd(13),
    open_contradictions === 0 ? style.dim(open) : style.warn(open),
    `V ${v.toFixed(4)}`,
    trendMark(trend, style),
  ]
    .join("  ")
    .trimEnd();
}

function counted(count: number, noun: string): string {
  return `${String(count).padStart(3)} ${noun}${count === 1 ? "" : "s"}`;
}

function trendMark(trend: RoundProgress["trend"], style: Style): string {
  switch (trend) {
    case "improving":
      return style.good("↓ closer");
    case "worsening":
      return style.bad("↑ farther");
    case "flat":
      return "→ as before";
    case "unknown":
      return "";
    default:
      return trend satisfies never;
  }
}
