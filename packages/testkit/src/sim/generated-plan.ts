import type { CaseConfig, IsoDate, ScopeId, TenantId } from "@synod/core";
import { TROUBLE, type ClientStep, type Plan, type PlannedCase, type SentDocument } from "./plan.ts";
import type { SeededRandom } from "./seeded-random.ts";

interface Topic {
  readonly attribute: string;
  readonly values: readonly [string, ...string[]];
}

const SUBJECTS = ["harbour crane", "pump station", "reading room", "night ferry"] as const;

const TOPICS: readonly [Topic, ...Topic[]] = [
  { attribute: "total price", values: ["EUR 412,000", "EUR 428,000", "EUR 395,500"] },
  { attribute: "delivery date", values: ["30 September 2026", "15 December 2026", "1 March 2027"] },
  { attribute: "capacity", values: ["260 t", "300 t"] },
  { attribute: "warranty", values: ["5 years", "8 years"] },
];

/** Two tenants have a scope of the same name: nothing but the tenant keeps them apart. */
const SCOPES = [
  { tenant: "acme" as TenantId, scope: "case" as ScopeId, canary: "Heron" },
  { tenant: "zenith" as TenantId, scope: "case" as ScopeId, canary: "Kestrel" },
  { tenant: "acme" as TenantId, scope: "other" as ScopeId, canary: "Bittern" },
] as const;

/** Moments at which a document is least convenient. */
const RUSHED = ["round.closed", "finality.evaluated", "proposal.approved"] as const;

const DOCUMENTS_MIN = 2;
const DOCUMENTS_MORE = 4;
const SENTENCES_MAX = 4;
const WAIT_MS_MAX = 4_000;
const THINK_MS_MAX = [20, 1_000, 9_000] as const;

const CHANCES = {
  unreadable: 0.06,
  deadly: 0.015,
  slow: 0.03,
  hopeless: 0.02,
  correction: 0.3,
  wait: 0.4,
  rush: 0.4,
  twice: 0.15,
  together: 0.1,
  newVersion: 0.15,
  otherName: 0.1,
  edit: 0.2,
  editAfterwards: 0.5,
  late: 0.4,
  live: 0.1,
} as const;

/** Small business cases whose every word the seed decides, and what their clients do and when. */
export function generatePlan(random: SeededRandom): Plan {
  const count = random.pick([1, 1, 2, 2, 3]);
  return {
    cases: SCOPES.slice(0, count).map((scope) => generateCase(random, scope)),
    thinkMsMax: random.pick(THINK_MS_MAX),
  };
}

function generateCase(random: SeededRandom, scope: (typeof SCOPES)[number]): PlannedCase {
  const subject = `${scope.canary} ${random.pick(SUBJECTS)}`;
  const names = Array.from(
    { length: DOCUMENTS_MIN + random.below(DOCUMENTS_MORE) },
    (_, index) => `${String(index + 1).padStart(2, "0")}-note.md`,
  );
  const live = random.chance(CHANCES.live);
  const config = generateConfig(random, subject, names, live);
  const documents = names.map((name, index) => generateDocument(random, { subject, name, index }));
  const story = generateStory(random, config, documents);
  return {
    ...scope,
    steps: [{ kind: "configure", config }, ...story.steps],
    // Where time passes, a verdict depends on when it is looked at; what is known never does.
    compare: live || story.anyOrder ? "knowledge" : "digest",
    timersMin: live ? 1 : 0,
  };
}

/** What the client does after its first configuration. */
function generateStory(
  random: SeededRandom,
  config: CaseConfig,
  documents: readonly SentDocument[],
): { readonly steps: readonly ClientStep[]; readonly anyOrder: boolean } {
  if (random.chance(CHANCES.together))
    return { steps: [{ kind: "send_together", documents }], anyOrder: true };
  const lateFrom = random.chance(CHANCES.late) ? documents.length - 1 : documents.length;
  const editAt = random.chance(CHANCES.edit) ? 1 + random.below(documents.length) : null;
  const editAfterwards = random.chance(CHANCES.editAfterwards);
  const steps: ClientStep[] = [];
  for (const [index, document] of documents.entries()) {
    if (index === lateFrom) steps.push({ kind: "settled" });
    else if (random.chance(CHANCES.wait)) steps.push({ kind: "wait", ms: random.below(WAIT_MS_MAX) });
    else if (random.chance(CHANCES.rush))
      steps.push({ kind: "after_event", type: random.pick(RUSHED), msMax: WAIT_MS_MAX });
    if (index === editAt) steps.push(...generateEdit(config, editAfterwards));
    steps.push({ kind: "send", document, twice: random.chance(CHANCES.twice) });
    if (random.chance(CHANCES.otherName)) {
      const copy = { ...document, name: document.name.replace("note", "copy") };
      steps.push({ kind: "send", document: copy, twice: false });
    }
  }
  const [first] = documents;
  if (first !== undefined && random.chance(CHANCES.newVersion)) {
    const bytes = new TextEncoder().encode(
      `${new TextDecoder().decode(first.bytes)}\nThis version is newer.\n`,
    );
    steps.push({ kind: "send", document: { name: first.name, bytes }, twice: false });
  }
  if (editAt === documents.length) steps.push(...generateEdit(config, editAfterwards));
  return { steps, anyOrder: editAt !== null && !editAfterwards };
}

/** The owner asks for less and dates the first document anew: it is read and judged again. */
function generateEdit(config: CaseConfig, afterwards: boolean): ClientStep[] {
  const edited: CaseConfig = {
    ...config,
    title: `${config.title}, edited`,
    goals: config.goals.slice(0, 1),
    documents: config.documents.map((document, index) =>
      index === 0 ? { ...document, date: "2026-06-15" as IsoDate } : document,
    ),
  };
  const edit: ClientStep = { kind: "configure", config: edited };
  return afterwards ? [{ kind: "settled" }, edit] : [edit];
}

function generateConfig(
  random: SeededRandom,
  subject: string,
  names: readonly string[],
  live: boolean,
): CaseConfig {
  return {
    title: `Simulated: ${subject}`,
    as_of: "2026-06-30" as IsoDate,
    clock: live ? "live" : "case",
    goals: TOPICS.slice(0, 1 + random.below(TOPICS.length)).map(({ attribute }) => ({
      id: attribute.replaceAll(" ", "-"),
      text: `Establish the ${attribute}`,
      about: [attribute],
    })),
    evidence: [{ kind: "note", max_age_days: 400 }],
    documents: names.map((file, index) => ({
      file,
      kind: "note",
      date: `2026-0${1 + Math.min(index, 5)}-10` as IsoDate,
      source: `source ${random.below(3)}`,
    })),
  };
}

interface DocumentSeed {
  readonly subject: string;
  readonly name: string;
  readonly index: number;
}

function generateDocument(random: SeededRandom, { subject, name, index }: DocumentSeed): SentDocument {
  // No analyst can read it: it must end as a dead letter.
  if (random.chance(CHANCES.unreadable)) return { name, bytes: Uint8Array.from([0xff, 0xfe, index, 0x00]) };
  const trouble = (["deadly", "slow", "hopeless"] as const).filter((kind) => random.chance(CHANCES[kind]));
  const sentences = Array.from({ length: 1 + random.below(SENTENCES_MAX) }, () => sentence(random, subject));
  const text = [...sentences, ...trouble.slice(0, 1).map((kind) => TROUBLE[kind])].join(" ");
  return { name, bytes: new TextEncoder().encode(`# Note ${index + 1}\n\n${text}\n`) };
}

function sentence(random: SeededRandom, subject: string): string {
  const topic = random.pick(TOPICS);
  const value = random.pick(topic.values);
  const other = random.pick(topic.values);
  if (random.chance(CHANCES.correction) && other !== value)
    return `The ${topic.attribute} of the ${subject} is ${value}, not ${other}.`;
  return `The ${topic.attribute} of the ${subject} is ${value}.`;
}
