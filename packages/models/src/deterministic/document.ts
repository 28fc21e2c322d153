import type { RiskStatement, Statement } from "@synod/core";
import type { ReadableDocument } from "@synod/contracts";
import { dateStatements } from "./clause/dates.ts";
import { numberStatements } from "./clause/numbers.ts";
import { predicateStatements } from "./clause/predicates.ts";
import { readSentence, type SentenceContext, type SentenceReading } from "./clause/sentence-reading.ts";
import { draft, type Draft } from "./draft.ts";
import { ANALYST_LIMITS, checkLimit } from "./limits.ts";
import { toldApart } from "./distinct.ts";
import { documentCueOf, titlesOf } from "./framing.ts";
import { codeOf, labelOf, leadOf } from "./labels.ts";
import { riskOf } from "./risks.ts";
import { readCsv } from "./table/csv.ts";
import { isPlanned, readTable } from "./table/statements.ts";
import { valueOf } from "./table/value.ts";
import { blocksOf, type Block, type Cell, type TextBlock } from "./text/blocks.ts";
import { cut } from "./text/cut.ts";
import { sentencesOf, type Sentence } from "./text/sentences.ts";
import { tokensOf, type Token } from "./text/tokens.ts";
import { dayPeriod, type Period } from "./time/calendar.ts";
import { monthFirstIn, type TimeContext } from "./time/mentions.ts";
import { timeScopesOf } from "./time/scopes.ts";
import { categoryOf } from "./words/categories.ts";
import { countUnit } from "./words/units.ts";
import { attributeOf, joined } from "./words/attribute.ts";
import { correctionCue } from "./words/correction.ts";
import { readable } from "./words/readable.ts";
import { isCode, subjectOf, topicOf, type Topic } from "./words/subject.ts";

/** What was found in a document, in its order. */
export interface Findings {
  readonly statements: readonly Statement[];
  readonly risks: readonly RiskStatement[];
}

/** Reads a document. Throws SYN_ANALYST_LIMIT. */
export function readDocument({ facts, mediaType, text }: ReadableDocument): Findings {
  checkLimit("text_units_max", text.length);
  const time: TimeContext = { date: facts.date, monthFirst: monthFirstIn(text) };
  const reader = new DocumentReader(text, time);
  if (mediaType === "text/csv") reader.readCsv();
  else reader.readBlocks(blocksOf(text));
  return reader.findings();
}

const PRESENT =
  /\b(?:to date|as of today|as things stand)\b|\b(?:in all|altogether)\b.{0,60}\b(?:has|have) been\b/i;
const TIMED_LABEL =
  /^\s*(?:period|days?|data cut-?off|cut-?off(?: date)?|test date|reporting (?:year|date|period)|as of|window|position|date of (?:visit|inspection|test))\s*$/i;
const TIMED_HEADER =
  /\b(?:period|days?|data cut-?off|cut-?off|test date|reporting (?:year|date)|as of|window|position)\b/i;
const UNREAD_LABELS =
  /^(?:from|to|cc|bcc|sent|date|subject|re|present|author|prepared by|owner|auditor|chair|analyst|client|officer|attention|seen|von|gesendet|an|signed|issued|notes|members present|filed|visit|received|next meeting)$/i;
/** Cues strong enough to govern what follows in their paragraph. */
const STRONG_CUE =
  /\b(?:disregard|apologi[sz]ed? for (?:\S+ ){0,2}(?:errors?|slips?|mistakes?)|(?:is|was|were) wrong|misprint|(?:my|our|a) (?:mistake|slip)|typing error|corrected|restated?|withdraws? (?:the|its|our|his|her)|retract|please drop|replace (?:them|it|the))\b/i;
/** "Noise study: not received as of 3 May." */
const DONE_OR_NOT =
  /^(?<not>not (?:yet )?)?(?<done>received|completed|delivered|submitted|issued|installed|provided|inspected|filed|signed|paid|granted|done)(?:$|[,;]? (?:as of|by|on|at|in|until)\b)/i;
const OPEN: Period = { from: null, to: null };
/** A heading under which everything is settled. */
const SETTLED_HEADING = /^\s*(?:settled|agreed|corrections?|corrected|resolved|confirmed)(?: \S+)?\s*$/i;
const TOTAL_ROW =
  /^(?:\S+ \| )?[^|]{0,40}\b(?:sub-?total|grand total|total|overall|all|group|combined|both)\b|^\d+ months to\b/i;
/** The sentence before was only reported, to be denied. */
const DENIES_BEFORE =
  /^(?:that|this|it|which) (?:is|was) (?:wrong|not (?:right|true|so|correct)|incorrect|untrue|mistaken|a mistake|an error)\b/i;
class DocumentReader {
  private readonly text: string;
  private readonly time: TimeContext;
  private readonly statements: Statement[] = [];
  private readonly risks: RiskStatement[] = [];
  private topic: Topic = topicOf([]);
  private heading = "";
  /** When the document as a whole speaks of; a section under a dated heading has its own time. */
  private documentValid: Period | null = null;
  private sectionValid: Period | null = null;
  private sectionCue: string | null = null;
  private headings = 0;
  private documentCue: string | null = null;
  private current: { readonly sentence: string; readonly tokens: readonly Token[] } = {
    sentence: "",
    tokens: [],
  };

  constructor(text: string, time: TimeContext) {
    this.text = text;
    this.time = time;
  }

  findings(): Findings {
    return {
      statements: toldApart(this.statements, ({ sentence }) => TOTAL_ROW.test(sentence)),
      risks: this.risks,
    };
  }

  readCsv(): void {
    const { comments, rows } = readCsv(this.text);
    this.topic = topicOf(comments.map(({ text }) => text));
    this.table(rows);
  }

  readBlocks(blocks: readonly Block[]): void {
    this.topic = topicOf(titlesOf(blocks));
    this.documentCue = documentCueOf(blocks);
    for (const block of blocks) {
      if (block.kind === "table") this.table(block.rows);
      else if (block.kind === "heading") this.headingBlock(block);
      else if (block.kind === "paragraph") this.paragraph(block);
    }
  }

  private headingBlock(block: TextBlock): void {
    this.heading = attributeOf(tokensOf(block.text, block.start));
    // A section under a date or period speaks of that time, until the next heading.
    const tokens = tokensOf(block.text, block.start);
    const scope = timeScopesOf(tokens, this.time)[0];
    this.headings += 1;
    this.sectionCue = SETTLED_HEADING.test(block.text) ? block.text.trim().toLowerCase() : null;
    this.sectionValid = null;
    if (scope === undefined || scope.role === "deadline" || scope.role === "until") return;
    if (
      this.headings === 1
        ? scope.day === null || TIMED_HEADER.test(block.text)
        : TIMED_HEADER.test(block.text) && scope.day === null
    )
      this.documentValid = scope.valid;
    else if (this.headings > 1) this.sectionValid = scope.valid;
  }

  private paragraph(block: TextBlock): void {
    const { label, rest } = labelOf(block);
    const code = label.trim();
    if (TIMED_LABEL.test(label)) {
      this.documentValid =
        timeScopesOf(tokensOf(rest.text, rest.start), this.time)[0]?.valid ?? this.documentValid;
      return;
    }
    if (UNREAD_LABELS.test(label.trim())) return;
    const attribute = attributeOf(tokensOf(label, block.start));
    const cue = STRONG_CUE.test(block.text)
      ? (correctionCue(block.text) ?? "corrected")
      : (this.sectionCue ?? this.documentCue);
    const keyed = this.keyed(block, label, attribute, rest, cue);
    this.sentences(sentencesOf(rest.text, rest.start), {
      label: attribute,
      quoted: block.quoted,
      keyed,
      cue,
      code: isCode(code) ? code.toLowerCase() : this.named(label, block.start),
    });
  }

  /** "**Break Date:** 31 August 2030." says it all: the label is the attribute, what follows the value. */
  private keyed(
    block: TextBlock,
    label: string,
    attribute: string,
    rest: { text: string; start: number },
    cue: string | null,
  ): boolean {
    if (
      attribute === "" ||
      block.text
        .slice(0, rest.start - block.start)
        .trimEnd()
        .endsWith(".") ||
      /[.;:]\s+\S/.test(rest.text)
    )
      return false;
    const answer = rest.text.trim().replace(/[.;]$/, "");
    const deed = DONE_OR_NOT.exec(answer)?.groups;
    if (deed !== undefined) {
      this.add(
        draft(
          { start: block.start, end: rest.start + rest.text.trimEnd().length },
          {
            subject: subjectOf(tokensOf(label, block.start), this.topic),
            attribute: joined(attribute, deed["done"]?.toLowerCase() ?? ""),
            value: { type: "boolean", boolean: deed["not"] === undefined },
          },
          timeScopesOf(tokensOf(rest.text, rest.start), this.time)[0]?.valid ?? this.validTime() ?? OPEN,
        ),
        block.text.trim(),
        cue,
      );
      return true;
    }
    const category = categoryOf(answer);
    const value =
      category === null
        ? valueOf(answer, this.time)
        : { value: { type: "text", text: category } as const, unit: null, tolerance: 0 };
    if (
      value === null ||
      (value.value.type === "number" &&
        /[\p{L}]{3,} .*[\p{L}]{3,} .*[\p{L}]{3,}/u.test(answer.replace(/\(.*\)/, "")))
    )
      return false;
    if (value.value.type === "text" && category === null) return false;
    const lead = rest.text.length - rest.text.trimStart().length;
    this.add(
      draft(
        { start: block.start, end: rest.start + lead + answer.length },
        { subject: subjectOf(tokensOf(label, block.start), this.topic), attribute, value: value.value },
        this.validTime() ?? { from: null, to: null },
        {
          unit: value.value.type === "number" ? (value.unit ?? countUnit(attribute)) : null,
          modality: isPlanned(attribute) ? "planned" : "asserted",
          tolerance: value.tolerance,
          confidence: 0.95,
        },
      ),
      block.text.trim(),
      cue,
    );
    return true;
  }

  /** A label like "Lot 2 (north)" names what its paragraph is about. */
  private named(label: string, start: number): string | null {
    const subject = subjectOf(tokensOf(label, start), this.topic);
    return subject === this.topic.subject ? null : subject;
  }

  private sentences(
    sentences: readonly Sentence[],
    given: { label: string; quoted: boolean; keyed: boolean; cue: string | null; code: string | null },
  ): void {
    let previous = "";
    let lastTime: Period | null = null;
    for (const [index, sentence] of sentences.entries()) {
      // "They were out in October. They recorded …"
      const inherited: Period | null = /^(?:they|it|this|that|these|those)\b/i.test(sentence.text)
        ? lastTime
        : null;
      const context: SentenceContext = {
        label: given.label,
        heading: this.heading,
        previous,
        topic: this.topic,
        time: this.time,
        valid: inherited ?? this.present(sentence) ?? this.validTime(),
        quoted: given.quoted,
        labelSubject: codeOf(sentence) ?? given.code,
      };
      // "On 3 May Ms Holt wrote:" says nothing of the matter.
      if (/\bwrote:?$/.test(sentence.text)) continue;
      if (DENIES_BEFORE.test(sentences[index + 1]?.text ?? "")) continue;
      const reading = readSentence(sentence, context);
      this.dated(reading);
      const numbers = given.keyed ? [] : numberStatements(reading, context);
      const dates = given.keyed ? [] : dateStatements(reading, context);
      const drafts = [...numbers, ...dates, ...(given.keyed ? [] : predicateStatements(reading, context))];
      lastTime =
        reading.scopes.find(({ role }) => role !== "deadline")?.valid ??
        (inherited === null ? null : lastTime);
      const cue = correctionCue(sentence.text) ?? given.cue;
      for (const found of drafts.sort((a, b) => a.start - b.start || a.end - b.end))
        this.add(found, sentence.text, cue);
      previous = numbers.at(-1)?.attribute ?? dates.at(-1)?.attribute ?? leadOf(reading) ?? previous;
      const risk = riskOf(sentence, sentences[index + 1]);
      if (risk !== null) this.risks.push(this.exactRisk(risk));
    }
    checkLimit("risks_max", this.risks.length);
  }

  /** "To date" is up to the day of the document. */
  private present(sentence: Sentence): Period | null {
    return this.time.date !== null && PRESENT.test(sentence.text) ? dayPeriod(this.time.date) : null;
  }

  /** "Data cut-off 30 April 2025" near the top dates every figure. */
  private dated(reading: SentenceReading): void {
    if (this.statements.length > 3) return;
    for (const scope of reading.scopes) {
      const before = reading.tokens
        .slice(Math.max(0, scope.first - 3), scope.first)
        .map(({ lower }) => lower)
        .join(" ");
      if (/(?:cut-off|cutoff|test date|reporting date)(?: date| is| was| of)?$/.test(before))
        this.documentValid = scope.valid;
    }
  }

  private validTime(): Period | null {
    return this.sectionValid ?? this.documentValid;
  }

  private table(rows: readonly (readonly Cell[])[]): void {
    checkLimit("table_rows_max", rows.length);
    const shape =
      rows[0]?.every(({ text }) => text === "") === true
        ? [
            [
              { text: "item", start: 0, end: 0 },
              { text: "value", start: 0, end: 0 },
            ],
            ...rows.slice(1),
          ]
        : rows;
    const reading = readTable(shape, {
      time: this.time,
      valid: this.validTime(),
      topic: this.topic,
      label: this.heading,
    });
    for (const { row, ...found } of reading.drafts) this.add(found, row, this.documentCue);
    for (const cell of reading.prose) {
      this.sentences(sentencesOf(cell.text, cell.start), {
        label: "",
        quoted: false,
        keyed: false,
        cue: null,
        code: null,
      });
    }
  }

  private add(found: Draft, sentence: string, cue: string | null): void {
    const correction =
      found.correction ?? (cue === null || found.modality === "planned" ? null : { cue, replaces: null });
    const attribute = readable(found.attribute, this.tokensIn(sentence));
    this.statements.push(bounded({ ...found, attribute, correction, sentence }));
    checkLimit("statements_max", this.statements.length);
  }

  /** Tokens of the sentence that statements are added from; kept for the next of them. */
  private tokensIn(sentence: string): readonly Token[] {
    if (this.current.sentence !== sentence) this.current = { sentence, tokens: tokensOf(sentence, 0) };
    return this.current.tokens;
  }

  private exactRisk(risk: RiskStatement): RiskStatement {
    return { ...risk, sentence: cut(risk.sentence, ANALYST_LIMITS.sentence_units_max) };
  }
}

/** A text may hold words of any length; what is kept of them has the bounds of the extraction's schema. */
function bounded(statement: Statement): Statement {
  const { subject, attribute, value, correction, sentence } = statement;
  const phrase = (text: string): string => cut(text, ANALYST_LIMITS.phrase_units_max);
  return {
    ...statement,
    subject: phrase(subject),
    attribute: phrase(attribute),
    value: value.type === "text" ? { type: "text", text: phrase(value.text) } : value,
    correction: correction === null ? null : { ...correction, cue: phrase(correction.cue) },
    sentence: cut(sentence, ANALYST_LIMITS.sentence_units_max),
  };
}
