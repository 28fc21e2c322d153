/** What says that a statement corrects, settles or confirms, strongest first. */
const CUES: readonly RegExp[] = [
  /\brestat(?:ed?|es|ing|ement)\b/i,
  /\bcorrect(?:ed|ion|s|ing)\b/i,
  /\bsupersed(?:e[ds]?|ing)\b/i,
  /\breplac(?:e[sd]?|ing)\b(?=[^.]{0,60}\b(?:figure|one|amount|value|number|date|earlier|previous|answers?|statement|draft|version|letter|report)\b)/i,
  /\b(?:settled|confirmed|fixed|agreed) (?:at|as|that)\b/i,
  /\b(?:is|are|now|been) settled\b|\bsettles\b/i,
  /\bconfirm(?:s|ed|ing)?\b(?! the following)/i,
  /\bdisregard(?:ed)?\b/i,
  /\b(?:was|is|were) (?:wrong|a misprint|a mistake|an error|incorrect|a typing error|mistaken)\b/i,
  /\b(?:misprint|typing error|typo|erratum|my mistake|our mistake)\b/i,
  /\b(?:withdraw[sn]?|withdrew|withdrawn|retract(?:s|ed)?|take[sn]? back)\b/i,
  /\binstead of\b/i,
  /(?:\band|,) not (?:on |at |in )?(?:[€£$]|[A-Z]{3} |\d|the (?:figure|date|one|number|amount|value|sum)\b)/,
  /\bnot (?:the )?\S{1,30}(?: \S{1,30}){0,5} but\b/i,
  /\bapologi[sz]e[ds]? for (?:\S+ ){0,2}(?:errors?|slips?|mistakes?)\b/i,
  /\b(?:accepts?|acknowledge[sd]?|concede[sd]?|admits?|admitted) that\b/i,
  /\b(?:parties|both sides?|surveyors|we both|they)\b[^.]{0,30}\bagree\b/i,
  /\b(?:reconciliation|figure|number|result) stands\b/i,
];

/** The words by which a sentence says that it corrects, or null. */
export function correctionCue(sentence: string): string | null {
  for (const cue of CUES) {
    const found = cue.exec(sentence.slice(0, 1000));
    if (found !== null) return found[0].trim().toLowerCase();
  }
  return null;
}
