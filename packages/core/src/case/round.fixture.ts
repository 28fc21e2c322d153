import { digestOf, sha256Hex } from "../crypto/digest.ts";
import { DEFAULT_FINALITY_POLICY } from "../finality/policy.ts";
import { applyExtraction } from "../graph/apply-extraction.ts";
import { extractionOf } from "../graph/graph.fixture.ts";
import type { Extraction, Statement } from "../graph/types.ts";
import type { DocumentId, ProposalId } from "../ids.ts";
import type { Decision } from "../governance/types.ts";
import { propose } from "../governance/propose.ts";
import type { Action } from "../log/catalog.ts";
import { evaluateCase } from "./evaluate.ts";
import type { CaseConfig } from "./config.ts";
import { received, type TestLog } from "./log.fixture.ts";

export const CONFIG: CaseConfig = {
  title: "Harbour crane",
  as_of: null,
  clock: "live",
  goals: [{ id: "price", text: "Establish the price", about: ["total price"] }],
  evidence: [],
  documents: [],
};

export function configured(config: Partial<CaseConfig> = {}) {
  const whole = { ...CONFIG, ...config };
  return {
    type: "scope.configured",
    data: { config: whole, config_digest: digestOf(whole) },
  } as const;
}

export const PROVISIONED = {
  type: "scope.provisioned",
  data: { model_digest: sha256Hex("model") },
} as const;

/** A policy's answer, as far as a fold reads it. */
export function decided(effect: Decision["effect"]): Decision {
  return {
    effect,
    code: effect,
    reason: "because",
    input: {
      proposal: {
        id: "p",
        role: "facts",
        action: "extract",
        digest: "",
        expected_epoch: null,
        provenance: "untrusted",
      },
      agent: { id: "role:facts" },
      scope: { tenant: "acme", id: "crane", state: "ContextIngested", epoch: 0, mode: "autonomous" },
      drift: null,
      evidence: null,
    },
    authorization: null,
    answers: [],
    path: [],
    policy_digest: sha256Hex("policy"),
    digest: sha256Hex("decision"),
  };
}

/** Receives, reads and admits a document: a round is open. */
export function admit(log: TestLog, name: string, more: Parameters<typeof received>[1] = {}): DocumentId {
  const receipt = log.append(received(name, more));
  if (receipt.type !== "document.received") throw new Error("a receipt was appended");
  const { document } = receipt.data;
  log.keyFor(document);
  const received_seq = receipt.seq;
  const thought = sha256Hex(name);
  log.append(
    {
      type: "document.read",
      data: { document, received_seq, thought, analyst: "test@1", statements: 1, risks: 0 },
    },
    { type: "context.added", data: { document, received_seq, round: log.state.rounds.length + 1 } },
  );
  return document;
}

/** Submits and approves; the proposal's id. */
export function approve(log: TestLog, action: Action, extraction?: Extraction): ProposalId {
  const draft = propose(log.state, {
    role: "facts",
    action,
    reason: "it was read",
    ...(extraction === undefined ? {} : { extraction }),
  });
  log.append(draft, {
    type: "proposal.approved",
    data: { proposal: draft.data.proposal, decision: decided("allow") },
  });
  return draft.data.proposal;
}

/** Proposes, approves and applies what was read in an admitted document. */
export function extract(
  log: TestLog,
  document: DocumentId,
  statements: readonly Statement[],
  risks: Extraction["risks"] = [],
): void {
  const known = log.state.documents.get(document);
  if (known === undefined) throw new Error("the document was received");
  const extraction = extractionOf(document, statements, risks);
  const received_seq = known.receivedSeq;
  const proposal = approve(
    log,
    {
      kind: "extract",
      document,
      received_seq,
      extraction_digest: digestOf(extraction),
      statements: statements.length,
      risks: risks.length,
    },
    extraction,
  );
  const { name, kind, date, source, supersedes } = known.received;
  const facts = { id: document, name, kind, date, source };
  const change = applyExtraction(log.state.graph, facts, supersedes, extraction);
  log.append({
    type: "knowledge.changed",
    data: { kind: "extraction", proposal, received_seq, change },
    sealed: { document, content: extraction },
  });
}

/** Closes the open round and judges the graph. */
function close(log: TestLog): void {
  const round = log.state.rounds.at(-1);
  if (round === undefined) throw new Error("a round is open");
  const evaluation = evaluateCase(
    log.state,
    { confirmation: 0, more: false, now: log.now },
    DEFAULT_FINALITY_POLICY,
  );
  log.append(
    { type: "round.closed", data: { round: round.round, document: round.document, point: evaluation.point } },
    { type: "finality.evaluated", data: evaluation },
  );
}

/** Looks at the unchanged graph once more. */
export function confirm(log: TestLog, confirmation: number): void {
  const look = { confirmation, more: false, now: log.now };
  log.append({ type: "finality.evaluated", data: evaluateCase(log.state, look, DEFAULT_FINALITY_POLICY) });
}

/** One document from its receipt to the end of its round. */
export function wholeRound(
  log: TestLog,
  name: string,
  statements: readonly Statement[],
  more: Parameters<typeof received>[1] = {},
): DocumentId {
  const document = admit(log, name, more);
  extract(log, document, statements);
  close(log);
  return document;
}
