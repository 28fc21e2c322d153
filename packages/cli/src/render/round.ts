import type { RoundProgress } from "@synod/sdk";
import type { Style } from "./style.ts";

/** One line of progress: document, what it added, and whether the case settles. */
export function renderRound(round: RoundProgress, style: Style): string {
  const { number, doc, new_claims, open_contradictions, v, trend } = round;
  const contradictions = open_contradictions === 0 ? "none open" : style.warn(`${open_contradictions} open`);
  return [
    style.dim(`round ${String(number).padStart(2)}`),
    doc.padEnd(28),
    `${String(new_claims).padStart(3)} new claims`,
    `contradictions ${contradictions}`,
    `V ${v.toFixed(4)}`,
    trendMark(trend, style),
  ].join("  ");
}

function trendMark(trend: RoundProgress["trend"], style: Style): string {
  switch (trend) {
    case "improving":
      return style.good("↘ settling");
    case "worsening":
      return style.bad("↗ unsettled");
    case "flat":
      return "→ flat";
    case "unknown":
      return "";
    default:
      return trend satisfies never;
  }
}
