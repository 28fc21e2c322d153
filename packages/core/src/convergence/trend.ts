import { directionOf } from "./step.ts";

/** What a round did to V, for a person; no verdict depends on it. */
export type Trend = "improving" | "flat" | "worsening" | "unknown";

/** A change of V within ± `noise` is none; without a round before, nothing can be told. */
export function trendOf(before: number | undefined, now: number | undefined, noise: number): Trend {
  if (before === undefined || now === undefined) return "unknown";
  switch (directionOf(before, now, noise)) {
    case -1:
      return "improving";
    case 1:
      return "worsening";
    case 0:
      return "flat";
  }
}
