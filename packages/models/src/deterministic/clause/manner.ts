import type { Modality } from "@synod/core";
import { ESTIMATED, HYPOTHETICAL, PLANNED, REPORTED } from "../words/phrases.ts";

/** How firmly a clause says something, and how sure its reading is. */
export interface Manner {
  readonly modality: Modality;
  readonly hypothetical: boolean;
  /** In (0, 1]; see README, "Confidence". */
  readonly confidence: number;
}

export const CONFIDENCE = {
  table: 0.95,
  clear: 0.92,
  lent: 0.85,
  reported: 0.75,
  planned: 0.9,
  estimated: 0.7,
  hypothetical: 0.4,
} as const;

/** Reads modality from the clause; `condition` is the sentence up to the clause's end. */
export function mannerOf(clause: string, condition: string, quoted: boolean, direct: boolean): Manner {
  if (HYPOTHETICAL.test(condition))
    return { modality: "planned", hypothetical: true, confidence: CONFIDENCE.hypothetical };
  if (PLANNED.test(clause))
    return { modality: "planned", hypothetical: false, confidence: CONFIDENCE.planned };
  if (ESTIMATED.test(clause))
    return { modality: "estimated", hypothetical: false, confidence: CONFIDENCE.estimated };
  if (quoted || REPORTED.test(condition))
    return { modality: "reported", hypothetical: false, confidence: CONFIDENCE.reported };
  return {
    modality: "asserted",
    hypothetical: false,
    confidence: direct ? CONFIDENCE.clear : CONFIDENCE.lent,
  };
}
