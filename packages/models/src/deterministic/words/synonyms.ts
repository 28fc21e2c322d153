/** Words and phrases that name one thing in ordinary business English; keys are lower case. */
const PHRASES: readonly (readonly [RegExp, string])[] = [
  [/\bannual recurring revenue\b/g, "arr"],
  [/\bcapital expenditures?\b/g, "capex"],
  [/\b(?:ratio (?:of )?)?net debt (?:to |\/ ?)?(?:adjusted )?ebitda(?: ratio)?\b/g, "leverage ratio"],
  [/^leverage$/g, "leverage ratio"],
  [/\b(?:headcount(?: month end)?|staff numbers?|number of (?:employees|staff))\b/g, "employees"],
  [/\b(?:energy rating|energy performance(?: certificate)?(?: rating)?|epc rating|epc)\b/g, "epc rating"],
  [/\b(?:insurance policy|policy|insurance cover|covers?|insurance)(?= in force\b)/g, "insurance"],
  [/\b(?:disruption|downtime)\b/g, "outage"],
  [/\bhanded(?: over)?\b/g, "handover"],
  [/\bhand-over\b/g, "handover"],
  [/(.*?) ?\bper month\b(.*)/g, "monthly $1$2"],
  [/(.*?) ?\bper (?:annum|year)\b(.*)/g, "annual $1$2"],
  [/(.*?) ?\bper quarter\b(.*)/g, "quarterly $1$2"],
  [/(.*?) ?\bper week\b(.*)/g, "weekly $1$2"],
  [/\bnumber of\b/g, ""],
];

/** Every phrase above has one of these in it; most phrases have none. */
const HINTS =
  /annual|capital|ebitda|leverage|headcount|staff|number|energy|epc|insurance|policy|cover|disruption|downtime|hand|per /;

/** A phrase with its synonyms replaced by one of them. */
export function canonicalPhrase(phrase: string): string {
  let text = phrase;
  if (HINTS.test(phrase))
    for (const [pattern, replacement] of PHRASES) text = text.replace(pattern, replacement);
  return text.replace(/\s+/g, " ").trim();
}
