import type { RequiredEvidence } from "../case/config.ts";
import type { IsoDate } from "../ids.ts";
import type { Graph } from "./change.ts";
import type { EvidenceStatus } from "./derived.ts";

const MS_PER_DAY = 86_400_000;

/**
 * Required kinds with what is there: the newest current document of each kind, its age on `day`, and
 * whether it is fresh. A kind with a maximum age that cannot be dated is not fresh.
 */
export function evidenceStatuses(
  required: readonly RequiredEvidence[],
  graph: Graph,
  day: IsoDate | null,
): EvidenceStatus[] {
  return required.map(({ kind, max_age_days }) => {
    const dates = datesOf(kind, graph);
    const present = dates !== null;
    const newest = dates?.newest ?? null;
    const age =
      newest === null || day === null
        ? null
        : Math.round((Date.parse(day) - Date.parse(newest)) / MS_PER_DAY);
    const fresh = present && (max_age_days === null || (age !== null && age <= max_age_days));
    return { kind, present, age_days: age, fresh };
  });
}

/** Null: no current document of the kind; `newest` null: none of them is dated. */
function datesOf(kind: string, { documents, withdrawn }: Graph): { readonly newest: IsoDate | null } | null {
  let found = false;
  let newest: IsoDate | null = null;
  for (const document of documents.values()) {
    if (document.kind !== kind || withdrawn.has(document.id)) continue;
    found = true;
    if (document.date !== null && (newest === null || document.date > newest)) newest = document.date;
  }
  return found ? { newest } : null;
}
