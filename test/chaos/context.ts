import type { CaseReport } from "@synod/core";
import type { Rig } from "@synod/testkit/deployment/rig";

/** The case that everything is tried on. */
export const CASE = new URL("../cases/library-bus/", import.meta.url).pathname;

/** A deployment to break things in, and how the case ends where nothing breaks. */
export interface FaultContext {
  readonly rig: Rig;
  readonly expected: CaseReport;
}
