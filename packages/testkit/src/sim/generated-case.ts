import type { CaseConfig, IsoDate } from "@synod/core";
import type { SeededRandom } from "./seeded-random.ts";

/** A case as the simulator feeds it in. */
export interface SimulatedCase {
  readonly config: CaseConfig;
  readonly documents: readonly { readonly name: string; readonly bytes: Uint8Array }[];
}

interface Topic {
  readonly attribute: string;
  readonly values: readonly string[];
}

const SUBJECTS = ["harbour crane", "pump station", "reading room", "night ferry"] as const;

const TOPICS: readonly Topic[] = [
  { attribute: "total price", values: ["EUR 412,000", "EUR 428,000", "EUR 395,500"] },
  { attribute: "delivery date", values: ["30 September 2026", "15 December 2026", "1 March 2027"] },
  { attribute: "capacity", values: ["260 t", "300 t"] },
  { attribute: "warranty", values: ["5 years", "8 years"] },
];

const DOCUMENTS_MIN = 2;
const DOCUMENTS_MORE_MAX = 5;
const SENTENCES_MAX = 4;

/** A small business case whose every word the seed decides: claims, contradictions, corrections, and faults. */
export function generateCase(random: SeededRandom): SimulatedCase {
  const subject = SUBJECTS[random.below(SUBJECTS.length)] ?? SUBJECTS[0];
  const count = DOCUMENTS_MIN + random.below(DOCUMENTS_MORE_MAX);
  const names = Array.from({ length: count }, (_, index) => `${String(index + 1).padStart(2, "0")}-note.md`);
  const documents = names.map((name, index) => ({ name, bytes: documentBytes(random, subject, index) }));
  return {
    config: {
      title: `Simulated: ${subject}`,
      as_of: "2026-06-30" as IsoDate,
      clock: "case",
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
    },
    documents,
  };
}

function documentBytes(random: SeededRandom, subject: string, index: number): Uint8Array {
  // Now and then a document that no analyst can read: it must end as a dead letter.
  if (random.chance(0.08)) return Uint8Array.from([0xff, 0xfe, index, 0x00]);
  const sentences = Array.from({ length: 1 + random.below(SENTENCES_MAX) }, () => sentence(random, subject));
  return new TextEncoder().encode(`# Note ${index + 1}\n\n${sentences.join(" ")}\n`);
}

function sentence(random: SeededRandom, subject: string): string {
  const topic = TOPICS[random.below(TOPICS.length)];
  if (topic === undefined) return "";
  const value = topic.values[random.below(topic.values.length)] ?? "";
  const other = topic.values[random.below(topic.values.length)] ?? "";
  if (random.chance(0.3) && other !== value)
    return `The ${topic.attribute} of the ${subject} is ${value}, not ${other}.`;
  return `The ${topic.attribute} of the ${subject} is ${value}.`;
}
