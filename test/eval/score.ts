import type { Analyst } from "@synod/contracts";
import {
  applyExtraction,
  emptyGraph,
  foldChange,
  knowledgeOf,
  plainValue,
  wordsOf,
  type Claim,
  type Graph,
  type ReportedClaim,
  type TrajectoryPoint,
} from "@synod/core";
import { readCase } from "./case.ts";
import { judge, pointNow } from "./judge.ts";
import { readLabels, type LabelledClaim } from "./labels.ts";

/** Numbers of one case; a rate is found / all. */
export interface Score {
  readonly name: string;
  readonly claims: {
    readonly found: number;
    readonly labelled: number;
    readonly all: number;
    /** Sum over found labels of how much the names are alike, each in [0, 1]. */
    readonly likeness: number;
  };
  readonly contradictions: {
    readonly found: number;
    readonly labelled: number;
    /** Found ones that are labelled as none. */
    readonly violated: number;
    readonly unlabelled: number;
    readonly resolutions_right: number;
  };
  readonly goals: { readonly right: number; readonly all: number };
  readonly risks: {
    readonly found: number;
    readonly labelled: number;
    readonly severity_right: number;
    readonly all: number;
  };
  readonly verdict: { readonly said: string; readonly right: boolean };
  /** Readable lines on what was missed and what was wrong. */
  readonly notes: readonly string[];
}

/** Numbers of label and claim are equal within half a per cent. */
const NUMBER_TOLERANCE = 0.005;
/** Units of labels and analysts as multiples of one base. */
const SCALES: Readonly<Record<string, readonly [base: string, factor: number]>> = {
  TB: ["B", 1e12],
  PB: ["B", 1e15],
  GB: ["B", 1e9],
  kWh: ["Wh", 1e3],
  MWh: ["Wh", 1e6],
  GWh: ["Wh", 1e9],
  h: ["min", 60],
  min: ["min", 1],
  year: ["month", 12],
  month: ["month", 1],
};

/** Runs the analyst and the graph's rules over a labelled case folder. */
export async function scoreCase(folder: string, name: string, analyst: Analyst): Promise<Score> {
  const [{ config, documents }, labels] = await Promise.all([readCase(folder), readLabels(folder)]);
  const graph = emptyGraph();
  const points: TrajectoryPoint[] = [];
  for (const document of documents) {
    const extraction = await analyst.read(document, AbortSignal.timeout(60_000));
    foldChange(graph, applyExtraction(graph, document.facts, null, extraction), extraction);
    points.push(pointNow(graph, config));
  }
  const verdict = judge(graph, config, points);
  const texts = new Map(documents.map(({ facts, text }) => [facts.name, text]));
  const claims = [...graph.claims.values()];
  const matches = new Map<string, Set<string>>();
  for (const label of labels.claims) {
    matches.set(
      label.id,
      new Set(claims.filter((claim) => matchesLabel(claim, label, graph, texts)).map(({ id }) => id)),
    );
  }
  const found = [...graph.contradictions.values()];
  const reported = new Map<string, ReportedClaim>(
    knowledgeOf(graph, config, config.as_of).claims.map((claim) => [claim.id, claim]),
  );
  const likeness = labels.claims.reduce((sum, label) => {
    const named = [...(matches.get(label.id) ?? [])].flatMap((id) => reported.get(id) ?? []);
    return sum + Math.max(0, ...named.map((claim) => alikeNames(claim, label)));
  }, 0);
  const verdictRight = labels.verdicts.includes(verdict.verdict);
  const notes: string[] = verdictRight
    ? []
    : [
        `verdict ${verdict.verdict} instead of ${labels.verdicts.join(" or ")}: ${verdict.reason}; scores ${points.map(({ score }) => score.toFixed(3)).join(", ")}`,
      ];
  const isPair =
    (a: string, b: string) =>
    ({ a: one, b: two }: { a: string; b: string }): boolean => {
      const [first, second] = [matches.get(a), matches.get(b)];
      return (
        (first?.has(one) === true && second?.has(two) === true) ||
        (first?.has(two) === true && second?.has(one) === true)
      );
    };
  let [hit, right] = [0, 0];
  const explained = new Set<string>();
  for (const label of labels.contradictions) {
    const pairs = found.filter(isPair(label.a, label.b));
    if (pairs.length === 0)
      notes.push(`missed contradiction ${label.a}/${label.b}: ${describe(label.a)} :: ${describe(label.b)}`);
    else {
      hit += 1;
      if (pairs.some(({ status }) => (status === "resolved") === label.resolved)) right += 1;
      else
        notes.push(
          `resolution wrong: ${label.a}/${label.b} expected ${label.resolved ? "resolved" : "open"}`,
        );
    }
    for (const { id } of pairs) explained.add(id);
  }
  let violated = 0;
  for (const { a, b, why } of labels.not_contradictions) {
    const pairs = found.filter((pair) => !explained.has(pair.id) && isPair(a, b)(pair));
    if (pairs.length > 0) {
      violated += 1;
      notes.push(`WRONG contradiction ${a}/${b} (${why}): ${describe(a)} :: ${describe(b)}`);
    }
  }
  for (const pair of found.filter(({ id }) => !explained.has(id)))
    notes.push(
      `unlabelled: ${show(graph.claims.get(pair.a))} <> ${show(graph.claims.get(pair.b))} ${pair.status}`,
    );
  for (const label of labels.claims)
    if (matches.get(label.id)?.size === 0)
      notes.push(`missed claim ${label.id}: ${label.attribute} = ${label.value} «${label.quote}»`);
  const goals = knowledgeOf(graph, config, config.as_of).goals;
  const goalsRight = goals.filter(({ id, reached }) => labels.goals[id] === reached);
  for (const { id, reached, claim } of goals)
    if (labels.goals[id] !== reached)
      notes.push(
        `goal ${id}: said ${reached}, claim ${claim === null ? "none" : show(graph.claims.get(claim))}`,
      );
  const risks = [...graph.risks].flatMap(([document, list]) =>
    list.map((risk) => ({ ...risk, doc: graph.documents.get(document)?.name ?? "" })),
  );
  const riskHits = labels.risks.map((label) => risks.filter((risk) => overlaps(risk, label, texts)));
  for (const [index, label] of labels.risks.entries())
    if (riskHits[index]?.length === 0) notes.push(`missed risk «${label.quote}»`);
  for (const risk of risks)
    if (!riskHits.flat().includes(risk))
      notes.push(`extra risk ${risk.severity} «${risk.sentence.slice(0, 90)}»`);
  return {
    name,
    claims: {
      found: [...matches.values()].filter(({ size }) => size > 0).length,
      labelled: labels.claims.length,
      all: claims.length,
      likeness,
    },
    contradictions: {
      found: hit,
      labelled: labels.contradictions.length,
      violated,
      unlabelled: found.length - explained.size,
      resolutions_right: right,
    },
    goals: { right: goalsRight.length, all: goals.length },
    risks: {
      found: riskHits.filter(({ length }) => length > 0).length,
      labelled: labels.risks.length,
      severity_right: riskHits.filter((hits, index) =>
        hits.some(({ severity }) => severity === labels.risks[index]?.severity),
      ).length,
      all: risks.length,
    },
    verdict: { said: verdict.verdict, right: verdictRight },
    notes,
  };

  function describe(id: string): string {
    return (
      [...(matches.get(id) ?? [])]
        .map((claim) => show(claims.find((other) => other.id === claim)))
        .join(" + ") || `(not found: ${labels.claims.find((label) => label.id === id)?.quote ?? id})`
    );
  }
}

function show(claim: Claim | undefined): string {
  if (claim === undefined) return "none";
  const plan = claim.places.some(({ modality }) => modality === "planned") ? " planned" : "";
  return `[${claim.group} = ${plainValue(claim.value)} ${claim.unit ?? ""} ${claim.valid_from ?? ""}..${claim.valid_to ?? ""}${plan}]`;
}

function matchesLabel(
  claim: Claim,
  label: LabelledClaim,
  graph: Graph,
  texts: ReadonlyMap<string, string>,
): boolean {
  if (!equal(claim, label)) return false;
  return claim.places.some((place) =>
    overlaps({ ...place, doc: graph.documents.get(place.document)?.name ?? "" }, label, texts),
  );
}

function overlaps(
  place: { doc: string; start: number; end: number },
  label: { doc: string; quote: string },
  texts: ReadonlyMap<string, string>,
): boolean {
  const text = texts.get(label.doc);
  if (text === undefined || place.doc !== label.doc) return false;
  const start = text.indexOf(label.quote);
  return start !== -1 && place.start < start + label.quote.length && start < place.end;
}

function equal(claim: Claim, label: LabelledClaim): boolean {
  const value = plainValue(claim.value);
  if (typeof value === "number" && typeof label.value === "number") {
    const [a, b] = [inBase(value, claim.unit), inBase(label.value, label.unit)];
    return Math.abs(a - b) <= NUMBER_TOLERANCE * Math.max(Math.abs(a), Math.abs(b));
  }
  if (typeof value === "string" && typeof label.value === "string")
    return value.toLowerCase() === label.value.toLowerCase();
  return value === label.value;
}

/** Words of subject and attribute that are the same in both, of those of either. */
function alikeNames(
  claim: { readonly subject: string; readonly attribute: string },
  label: { readonly subject: string; readonly attribute: string },
): number {
  const words = (name: typeof claim): Set<string> => new Set(wordsOf(`${name.subject} ${name.attribute}`));
  const [one, other] = [words(claim), words(label)];
  const shared = [...one].filter((word) => other.has(word)).length;
  return shared / Math.max(1, one.size + other.size - shared);
}

function inBase(value: number, unit: string | null): number {
  return value * (SCALES[unit ?? ""]?.[1] ?? 1);
}
