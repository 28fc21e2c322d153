import { caseReport, isSettled, type Digest, type IsoInstant, type VerifyInputs } from "@synod/core";
import type { Store } from "@synod/contracts";
import type { Acknowledged } from "./client.ts";
import type { Accounts } from "./invariants/accounts.ts";
import { inspect, type Inspection } from "./invariants/inspect.ts";
import type { PlannedCase } from "./plan.ts";

/** One case at the end of a run. */
export interface CaseEnd {
  readonly name: string;
  readonly digest: Digest;
  readonly knowledgeDigest: Digest;
  /** Documents that ended as dead letters, and why. */
  readonly deadLetters: readonly string[];
  readonly accounts: Accounts;
}

/** How a run ended, looked at from outside. */
export interface RunEnd {
  readonly cases: readonly CaseEnd[];
  /** Documents that were accepted, or sent, and not dealt with. */
  readonly lost: number;
  readonly doubled: number;
  readonly problems: readonly string[];
}

export interface EndOptions {
  readonly store: Store;
  readonly cases: readonly PlannedCase[];
  readonly masterKey: Uint8Array;
  readonly inputs: VerifyInputs;
  readonly acknowledged: readonly Acknowledged[];
  readonly clientsLeft: number;
  readonly now: IsoInstant;
}

/** Inspects every case, and says what does not hold. */
export async function endOf(options: EndOptions): Promise<RunEnd> {
  const { cases, clientsLeft, now } = options;
  const inspections: Inspection[] = [];
  for (const planned of cases) inspections.push(await inspectCase(planned, options));
  const problems = inspections.flatMap(({ broken, behind }) => [...broken, ...behind]);
  if (clientsLeft > 0) problems.push(`I1: ${clientsLeft} clients still wait`);
  for (const { state } of inspections) {
    if (!isSettled(state)) problems.push(`${state.tenant}/${state.scope}: I1: the case does not settle`);
  }
  const sum = (of: (inspection: Inspection) => number) =>
    inspections.reduce((total, inspection) => total + of(inspection), 0);
  return {
    cases: inspections.map((inspection) => caseEnd(inspection, now)),
    lost: sum(({ accounts }) => accounts.inFlight) + clientsLeft,
    doubled: sum(({ doubled }) => doubled.length),
    problems,
  };
}

function inspectCase(planned: PlannedCase, options: EndOptions): Promise<Inspection> {
  const { store, cases, masterKey, inputs, acknowledged } = options;
  return inspect({
    store,
    scope: { tenant: planned.tenant, scope: planned.scope },
    masterKey,
    inputs,
    acknowledged: acknowledged.filter(
      ({ tenant, scope }) => tenant === planned.tenant && scope === planned.scope,
    ),
    foreign: cases.flatMap(({ canary }) => (canary === null || canary === planned.canary ? [] : [canary])),
  });
}

function caseEnd({ state, accounts }: Inspection, now: IsoInstant): CaseEnd {
  const report = caseReport(state, now);
  return {
    name: `${state.tenant}/${state.scope}`,
    digest: report.digest,
    knowledgeDigest: report.knowledge_digest,
    deadLetters: report.dead_letters.map(({ doc, code }) => `${doc} ${code}`).sort(),
    accounts,
  };
}
