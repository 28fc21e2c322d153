import type { IsoDate, ScopeId, TenantId } from "@synod/core";
import type { ClientStep, Plan, PlannedCase } from "@synod/testkit";

export interface SmallCase {
  readonly tenant?: string;
  /** What each document says, or its bytes. */
  readonly documents: readonly (string | Uint8Array)[];
  readonly live?: boolean;
  readonly canary?: string;
}

/** Small cases, each with a goal and its documents one after another. */
export function smallPlan(...cases: readonly SmallCase[]): Plan {
  return { cases: cases.map(plannedCase), thinkMsMax: 20 };
}

function plannedCase({ tenant = "acme", documents, live = false, canary }: SmallCase): PlannedCase {
  const names = documents.map((_, index) => `0${index + 1}-note.md`);
  const configure: ClientStep = {
    kind: "configure",
    config: {
      title: "Small",
      as_of: "2026-06-30" as IsoDate,
      clock: live ? "live" : "case",
      goals: [{ id: "capacity", text: "Establish the capacity", about: ["capacity"] }],
      evidence: [],
      documents: names.map((file) => ({ file, kind: "note", date: "2026-05-01" as IsoDate, source: null })),
    },
  };
  const sends = documents.map((content, index): ClientStep => {
    const bytes = typeof content === "string" ? new TextEncoder().encode(`# Note\n\n${content}\n`) : content;
    return { kind: "send", document: { name: names[index] ?? "", bytes }, twice: false };
  });
  return {
    tenant: tenant as TenantId,
    scope: "case" as ScopeId,
    steps: [configure, ...sends],
    compare: live ? "knowledge" : "digest",
    timersMin: live ? 1 : 0,
    canary: canary ?? null,
  };
}

/** Bytes that no analyst can read. */
export const UNREADABLE = Uint8Array.from([0xff, 0xfe, 0x00]);
