import type { IsoDate, IsoInstant } from "../ids.ts";
import type { CaseState } from "./state.ts";

/** True if the case's clock stands: rules about time then read `as_of`, never the day of the run. */
export function clockStands({ config }: Readonly<CaseState>): boolean {
  return config?.clock === "case";
}

/** The day on which the case is looked at: `as_of`, the newest document's date, or today. */
export function caseDay(state: Readonly<CaseState>, now: IsoInstant): IsoDate | null {
  const { config } = state;
  if (config?.as_of != null) return config.as_of;
  if (!clockStands(state)) return now.slice(0, 10) as IsoDate;
  let newest: IsoDate | null = null;
  for (const { received, supersededBy } of state.documents.values()) {
    if (supersededBy !== null || received.date === null) continue;
    if (newest === null || received.date > newest) newest = received.date;
  }
  return newest;
}
