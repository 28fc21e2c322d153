import type { RiskStatement, Severity } from "@synod/core";
import type { Sentence } from "./text/sentences.ts";

const NAMED = /\brisks?\b/i;
const RATED =
  /\b(?:rated?|rates|ranked|grade[ds]?|call(?:ed)? (?:it|that|this)) (?:as |a |this as )*(critical|high|medium|moderate|low)\b/i;
const LEVELS: readonly (readonly [RegExp, Severity])[] = [
  [/\bcritical\b/i, "critical"],
  [/\b(?:high|serious|severe|grave|major|significant|considerable)\b/i, "high"],
  [/\b(?:medium|moderate)\b/i, "medium"],
  [/\b(?:low|minor|small|slight|remote|negligible)\b/i, "low"],
];

/** What bites without the word "risk", and how hard it is by itself. */
const HAZARDS: readonly (readonly [RegExp, Severity])[] = [
  [/\b(?:seriously ill|life-threatening|fatal(?:ity)?|death|killed|explosion)\b/i, "critical"],
  [
    /\b(?:could|can|may|might|would) (?:\p{L}+ ){0,3}(?:injure|harm|collapse|kill|lose everything|go bankrupt)\b/iu,
    "high",
  ],
  [/\bnothing but .{1,60} (?:stops|prevents|protects)\b/i, "high"],
  [
    /\b(?:no (?:second|other|alternative|back-?up|qualified second) (?:\p{L}+ )?(?:source|supplier|provider|vendor)|single (?:supplier|source|point of failure)|sole (?:supplier|source)|only person who|comes? from (?:one|a single) (?:\p{L}+ )?(?:supplier|factory|maker|source|laboratory)|tied to one|key-person)\b/iu,
    "medium",
  ],
  [/\b(?:nobody|no one) else (?:is|can|could|has|would)\b/i, "medium"],
  [
    /^(?:should|were|if)\b.{3,160}\b(?:would|could|slips?|cannot|might)\b.{0,120}\b(?:delay|later|late|higher|penalty|penalties|fine|miss|slips?|lose|move[sd]? into|more than)\b/i,
    "low",
  ],
  [/\b(?:asks?|sues?|claims?) for damages\b/i, "high"],
];

/** Words that deny that something is at risk. */
const DENIED =
  /\b(?:no|without|not a|free of|eliminat\w+|transfer of|own|at (?:our|your|its|their) own) risks?\b/i;

/** A risk for a sentence that names one; the sentence after it may rate it. */
export function riskOf(sentence: Sentence, next: Sentence | undefined): RiskStatement | null {
  const text = sentence.text.slice(0, 2000);
  const hazard = HAZARDS.find(([pattern]) => pattern.test(text));
  const rated = RATED.exec(text);
  const follows =
    next !== undefined &&
    (RATED.test(next.text) || (NAMED.test(next.text) && /^(?:i|we|this|that|it)\b/i.test(next.text)))
      ? next
      : undefined;
  if (NAMED.test(text) && !DENIED.test(text)) return made(sentence, levelIn(text) ?? hazard?.[1] ?? "medium");
  if (rated !== null && /\brisk|\bif\b|cannot|could|would|may\b/i.test(text))
    return made(sentence, levelIn(rated[0]) ?? "medium");
  const bracketed = levelNear(text);
  if (bracketed !== null && /\b(?:could|may|might|would|cannot|depends?)\b/.test(text))
    return made(sentence, bracketed);
  if (hazard !== undefined && !DENIED.test(text))
    return made(
      sentence,
      (follows === undefined ? null : levelIn(follows.text)) ?? levelNear(text) ?? hazard[1],
    );
  if (follows !== undefined && RATED.test(follows.text))
    return made(sentence, levelIn(follows.text) ?? "medium");
  return null;
}

function made(sentence: Sentence, severity: Severity): RiskStatement {
  return { start: sentence.start, end: sentence.end, severity, sentence: sentence.text };
}

function levelIn(text: string): Severity | null {
  return LEVELS.find(([pattern]) => pattern.test(text))?.[1] ?? null;
}

/** "(medium)" at the end of a sentence. */
function levelNear(text: string): Severity | null {
  const bracket = /\((critical|high|medium|moderate|low)\)/i.exec(text);
  return bracket === null ? null : levelIn(bracket[0]);
}
