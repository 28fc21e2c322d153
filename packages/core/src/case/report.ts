import { TRAJECTORY_DEFAULTS } from "../convergence/parameters.ts";
import { trendOf, type Trend } from "../convergence/trend.ts";
import { digestOf } from "../crypto/digest.ts";
import type { GateName, GateResult, Verdict } from "../finality/types.ts";
import { knowledgeOf, type Knowledge } from "../graph/knowledge.ts";
import type { Digest, IsoInstant } from "../ids.ts";
import { nextDocument, openRound } from "../flow/rest.ts";
import { caseDay } from "./day.ts";
import { documentOf } from "./document-of.ts";
import { nextSteps } from "./next-steps.ts";
import type { CaseState } from "./state.ts";

/** A case as people and programs read it: the keys of `synod run --json` but for `ms`. */
export interface CaseReport extends Knowledge {
  readonly tenant: string;
  readonly scope: string;
  readonly title: string;
  readonly verdict: Verdict;
  readonly reason: string;
  readonly score: number;
  readonly rounds: number;
  /** V at the end of each round, oldest first. */
  readonly v: readonly number[];
  /** What each closed round added, oldest first. */
  readonly history: readonly RoundSummary[];
  readonly gates: Readonly<Partial<Record<GateName, GateResult>>>;
  readonly dead_letters: readonly { readonly doc: string; readonly code: string; readonly cause: string }[];
  readonly duplicates: readonly { readonly doc: string; readonly of: string }[];
  readonly reviews: readonly {
    readonly id: string;
    readonly about: string;
    readonly question: string;
    readonly options: readonly string[];
  }[];
  readonly decisions: { readonly approved: number; readonly rejected: number; readonly held: number };
  readonly next: readonly string[];
  readonly events: number;
  readonly head: { readonly seq: number; readonly hash: string };
  readonly digest: Digest;
  readonly knowledge_digest: Digest;
  /** Compact JWS of the certificate that stands, or null. New evidence takes it away. */
  readonly certificate: string | null;
  /** Certificates issued so far, also those that no longer stand. */
  readonly certificates: number;
  readonly bottleneck: string | null;
  readonly trend: string;
  readonly eta_rounds: number | null;
  /** Nothing is waiting and every handler's part is recorded. */
  readonly settled: boolean;
}

/** A closed round in one line. */
export interface RoundSummary {
  readonly number: number;
  /** File name. */
  readonly doc: string;
  readonly new_claims: number;
  readonly open_contradictions: number;
  readonly v: number;
  /** V against the round before. */
  readonly trend: Trend;
}

/** Decimal places of the score in the digest: 1e-9. */
const SCORE_SCALE = 1e9;

/** SHA-256 over the canonical JSON of what documents say; equal for any order of arrival. */
export function knowledgeDigest(knowledge: Knowledge): Digest {
  const { claims, contradictions, goals, risks, evidence } = knowledge;
  return digestOf({ claims, contradictions, goals, risks, evidence });
}

/** SHA-256 over knowledge and verdict; equal for the same documents in the same order, anywhere. */
export function caseDigest(
  knowledge: Knowledge,
  outcome: { readonly verdict: Verdict; readonly score: number; readonly gates: CaseReport["gates"] },
): Digest {
  const { claims, contradictions, goals, risks, evidence } = knowledge;
  const gates = Object.fromEntries(Object.entries(outcome.gates).map(([name, gate]) => [name, gate.pass]));
  const score = Math.round(outcome.score * SCORE_SCALE) / SCORE_SCALE;
  return digestOf({ claims, contradictions, goals, risks, evidence, gates, verdict: outcome.verdict, score });
}

/** What is recorded about a case, made readable. Pure; `now` matters only for a case with a live clock. */
export function caseReport(state: Readonly<CaseState>, now: IsoInstant): CaseReport {
  const knowledge = knowledgeOf(state.graph, state.config, caseDay(state, now));
  const evaluation = state.evaluation?.evaluation ?? null;
  const outcome = {
    verdict: evaluation?.verdict ?? "ACTIVE",
    score: evaluation?.point.score ?? 0,
    gates: evaluation?.gates ?? {},
  } as const;
  const points = state.rounds.flatMap(({ point }) => (point === null ? [] : [point]));
  return {
    tenant: state.tenant,
    scope: state.scope,
    title: state.config?.title ?? state.scope,
    ...outcome,
    reason: evaluation?.reason ?? waitingFor(state),
    rounds: state.rounds.length,
    v: points.map((point) => point.v),
    history: roundSummaries(state),
    ...knowledge,
    dead_letters: deadLetters(state),
    duplicates: duplicates(state),
    reviews: openReviews(state),
    decisions: { ...state.decisions },
    next: nextSteps(state, knowledge),
    events: state.head?.seq ?? 0,
    head: { seq: state.head?.seq ?? 0, hash: state.head?.hash ?? "" },
    digest: caseDigest(knowledge, outcome),
    knowledge_digest: knowledgeDigest(knowledge),
    certificate: standingCertificate(state),
    certificates: state.certificates.length,
    bottleneck: evaluation?.point.bottleneck ?? null,
    trend: evaluation?.reading.trend ?? "unknown",
    eta_rounds: evaluation?.reading.eta_rounds ?? null,
    settled: isSettled(state),
  };
}

/**
 * True when the swarm has nothing left to do by itself: every document was dealt with, the last round
 * is closed and judged, and what the judgement calls for (a certificate) is recorded.
 */
export function isSettled(state: Readonly<CaseState>): boolean {
  if (!state.provisioned || state.openProposals.size > 0) return false;
  if (openRound(state) !== null || nextDocument(state) !== null) return false;
  if (state.evaluation === null) return state.documents.size === 0;
  const { evaluation } = state.evaluation;
  return evaluation.final && (evaluation.verdict !== "RESOLVED" || standingCertificate(state) !== null);
}

/** The certificate of the evaluation that stands. */
function standingCertificate(state: Readonly<CaseState>): string | null {
  const last = state.certificates.at(-1);
  return last !== undefined && state.evaluation?.seq === last.evaluatedSeq ? last.jws : null;
}

/** Every closed round, oldest first. */
export function roundSummaries(state: Readonly<CaseState>): RoundSummary[] {
  let before: number | undefined;
  return state.rounds.flatMap(({ round: number, document, point, newClaims, openContradictions }) => {
    if (point === null) return [];
    const { v } = point;
    const trend = trendOf(before, v, TRAJECTORY_DEFAULTS.score_noise);
    before = v;
    return [
      {
        number,
        doc: documentOf(state, document).received.name,
        new_claims: newClaims,
        open_contradictions: openContradictions,
        v,
        trend,
      },
    ];
  });
}

function waitingFor(state: Readonly<CaseState>): string {
  if (!state.provisioned) return "the scope's grants are not yet written";
  const round = openRound(state);
  if (round !== null) return `round ${round.round} is open`;
  return state.documents.size === 0 ? "no document has arrived" : "a document is being read";
}

function deadLetters(state: Readonly<CaseState>): CaseReport["dead_letters"] {
  const refused = state.refused.map(({ name, code, cause }) => ({ doc: name, code, cause }));
  const dead = state.deadLetters.map(({ document, code, cause, event_type }) => ({
    doc: (document === null ? undefined : state.documents.get(document)?.received.name) ?? event_type,
    code,
    cause,
  }));
  // Metadata that changed before or after a reading brings the same letter once or twice: a person sees one.
  const letters = new Map([...refused, ...dead].map((letter) => [JSON.stringify(letter), letter]));
  return [...letters.values()];
}

function duplicates(state: Readonly<CaseState>): CaseReport["duplicates"] {
  return [...state.documents.values()].flatMap(({ received, otherNames }) =>
    // A name that got other bytes since is no copy any more.
    [...new Set(otherNames)]
      .filter((doc) => doc !== received.name && state.names.get(doc) === received.document)
      .map((doc) => ({ doc, of: received.name })),
  );
}

function openReviews(state: Readonly<CaseState>): CaseReport["reviews"] {
  return [...state.reviews.values()]
    .filter(({ status }) => status === "open")
    .map(({ request }) => ({
      id: request.review,
      about: request.about,
      question: request.question,
      options: request.options,
    }));
}
