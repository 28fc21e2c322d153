import { parseExtraction } from "@synod/contracts";
import { SynodError } from "@synod/core";
import { array, assert, constantFrom, integer, oneof, property, string } from "fast-check";
import { describe, expect, test } from "vitest";
import { createDeterministicAnalyst, extractionOf } from "./analyst.ts";
import { ANALYST_LIMITS } from "./limits.ts";
import { document, read, said, valueOf, type Media } from "./testing/read.ts";

describe("numbers", () => {
  test.each([
    ["The mooring fee is EUR 1,250.", "mooring fee = 1250 EUR"],
    ["The mooring fee is £1.2m.", "mooring fee = 1200000 GBP"],
    ["The mooring fee is CHF 3.5 million.", "mooring fee = 3500000 CHF"],
    ["The mooring fee is EUR 1900.", "mooring fee = 1900 EUR"],
    ["The mooring fee amounts to $410k.", "mooring fee = 410000 USD"],
    ["The mooring fee amounts to CHF 1'044'000.", "mooring fee = 1044000 CHF"],
    ["The humidity was 82.5 per cent.", "humidity = 82.5 %"],
    ["Forty-one anchors were lost.", "anchors lost = 41"],
    ["The crossing lasted 2 h 50 min.", "crossing duration = 170 min"],
    ["The deck measures 52,310 sq ft.", "area = 52310 sqft"],
    ["The pump moves 120 barrels per minute.", "barrels per minute = 120 barrels/minute"],
  ])("%s", (sentence, expected) => {
    expect(said(sentence)).toContain(expected);
  });

  test("a number that is a name is no value", () => {
    expect(said("See clause 20, report no. 9 and 14 Harbour Lane.")).toEqual([]);
  });

  test("a rounded figure says how far it may be off, an exact one does not", () => {
    expect(read("The cargo is about 40 tonnes.")[0]?.tolerance).toBeGreaterThan(0);
    expect(read("The fee is EUR 1.2 million.")[0]?.tolerance).toBe(50_000);
    expect(read("The fee is EUR 1,204,117.")[0]?.tolerance).toBe(0);
  });
});

describe("times", () => {
  const validOf = (text: string): (string | null)[] => {
    const [first] = read(text);
    return [first?.valid_from ?? null, first?.valid_to ?? null];
  };
  test.each([
    ["In FY 2029 the turnover was EUR 5 million.", "2029-01-01", "2030-01-01"],
    ["The turnover in Q3 2030 was EUR 5 million.", "2030-07-01", "2030-10-01"],
    ["As of 14 October 2030 the turnover was EUR 5 million.", "2030-10-14", "2030-10-15"],
    ["From January to June 2030 the turnover was EUR 5 million.", "2030-01-01", "2030-07-01"],
    ["Until 2032 the rent is EUR 5 million.", null, "2033-01-01"],
    ["Since 3 May 2030 the rent is EUR 5 million.", "2030-05-03", null],
    [
      "For the twelve months ended 31 August 2030 the turnover was EUR 5 million.",
      "2029-09-01",
      "2030-09-01",
    ],
    ["In the second quarter the turnover was EUR 5 million.", "2031-04-01", "2031-07-01"],
  ])("%s", (text, from, to) => {
    expect(validOf(text)).toEqual([from, to]);
  });

  test("a day on which something happens is a value", () => {
    expect(said("The ferry was launched on 12 March 2031.")).toContain("ferry launched date = 2031-03-12");
    expect(said("**Launch date:** 12 March 2031.")).toEqual(["launch date = 2031-03-12"]);
  });

  test("slashes are read as the document writes them elsewhere", () => {
    expect(said("The keel was laid on 03/04/2031 and the hull was painted on 25/04/2031.")[0]).toContain(
      "2031-04-03",
    );
    expect(said("The keel was laid on 03/04/2031. The hull was painted on 04/25/2031.")[0]).toContain(
      "2031-03-04",
    );
  });

  test("a year left out is the one nearest to the document", () => {
    expect(said("The ferry was launched on 20 December.", { date: "2031-01-10" })).toContain(
      "ferry launched date = 2030-12-20",
    );
  });
});

describe("yes and no", () => {
  test.each([
    ["The slipway is not finished.", "slipway finished = false"],
    ["The slipway has been finished.", "slipway finished = true"],
    ["There is no leak in the hull.", "leak = false"],
    ["No accident has occurred on the pier.", "accident = false"],
    ["The licence has been suspended.", "licence status = suspended"],
    ["The register lists the hull insurance as lapsed.", "hull insurance in force = false"],
  ])("%s", (sentence, expected) => {
    expect(said(sentence)).toContain(expected);
  });

  test("a question and a condition say neither", () => {
    expect(said("Is the slipway finished?")).toEqual([]);
    expect(said("If the slipway is finished, we sail.")).toEqual([]);
  });
});

test("modality and confidence follow the words", () => {
  const [plan] = read("The budget is planned at EUR 5 million.");
  expect(plan?.modality).toBe("planned");
  const [clear] = read("The mooring fee is EUR 5.");
  expect(clear?.confidence).toBeGreaterThanOrEqual(0.9);
  const [hedged] = read("The mooring fee is probably EUR 5.");
  expect(hedged?.confidence).toBeLessThan(0.9);
});

describe("yes, no and grades", () => {
  test.each([
    ["As of 3 May 2031, no case of theft has been reported.", "case of theft reported = false"],
    ["The rent was paid, and no fee was due.", "fee due = false"],
    ["We have not received the timetable.", "timetable received = false"],
    ["**Timetable:** not received as of 3 May 2031.", "timetable received = false"],
    ["**EPC rating.** The east wing is a C.", "epc rating = c"],
    ["The fall of 3 May was a reportable accident.", "reportable accident = true"],
    ["Not a single boat was stolen.", "boat stolen = 0"],
  ])("%s", (sentence, expected) => {
    expect(said(sentence)).toContain(expected);
  });

  test("the day as of which it was so is when it holds, and nothing that happened then", () => {
    const found = read("As of 3 May 2031, no case of theft has been reported.");
    expect(found.map(({ value }) => value.type)).toEqual(["boolean"]);
    expect(found[0]).toMatchObject({ valid_from: "2031-05-03", valid_to: "2031-05-04" });
  });
});

describe("tables", () => {
  const CSV = 'berth,length m,fee_eur,remark\nNorth 1,24,"1,250",quiet\nSouth 2,30,1900,"calm, ""mostly"""\n';

  test("each row is a subject and each column an attribute, and quotes are exact", () => {
    const found = read(CSV, { media: "text/csv" });
    expect(found.map(({ subject, attribute, unit }) => [subject, attribute, unit])).toEqual([
      ["north 1", "length", "m"],
      ["north 1", "fee", "EUR"],
      ["south 2", "length", "m"],
      ["south 2", "fee", "EUR"],
    ]);
    expect(found.map(valueOf)).toEqual([24, 1250, 30, 1900]);
    expect(CSV.slice(found[1]?.start, found[1]?.end)).toBe('North 1,24,"1,250');
  });

  test("a corrected column names what it replaces", () => {
    const table =
      "| EUR k | first version | restated |\n|---|---:|---:|\n| Harbour dues | 900 | 950 |\n| Wages | 100 | 100 |";
    expect(read(table)[0]).toMatchObject({
      attribute: "harbour dues",
      value: { number: 950_000 },
      unit: "EUR",
      correction: { replaces: { number: 900_000 } },
    });
  });

  test("questions are answered by yes and no", () => {
    expect(said("| Question | Answer |\n|---|---|\n| Was the hatch on the hold at the time? | No |")).toEqual(
      ["hatch on the hold = false"],
    );
  });
});

test("risks keep the severity that the words give them", () => {
  const text =
    "We rate the loss of the pilot as a critical risk. All ropes come from a single supplier. The quay is dry.";
  expect(extractionOf(document(text)).risks.map(({ severity }) => severity)).toEqual(["critical", "medium"]);
});

const PIECES = [
  "The fee is ",
  "EUR 5",
  "12 May 2031",
  "not ",
  "**",
  "> ",
  "| a | b |\n|---|---|\n",
  "\n",
  "\r\n",
  "# ",
  ". ",
  "No ",
  "5,000",
  "%",
  "🚢",
  "\ud800",
  "If ",
  '"',
  ",",
  ";",
];
const anyText = oneof(
  string({ unit: "binary", maxLength: 300 }),
  array(constantFrom(...PIECES), { maxLength: 60 }).map((parts) => parts.join("")),
);
const anyMedia = constantFrom<Media>("text/markdown", "text/plain", "text/csv");

test("on any text: nothing is thrown, ranges lie in it, sentences stand there, and twice gives the same", () => {
  assert(
    property(anyText, anyMedia, (text, media) => {
      const extraction = extractionOf(document(text, { media }));
      expect(extractionOf(document(text, { media }))).toEqual(extraction);
      for (const { start, end } of [...extraction.statements, ...extraction.risks]) {
        expect(start).toBeGreaterThanOrEqual(0);
        expect(end).toBeGreaterThan(start);
        expect(end).toBeLessThanOrEqual(text.length);
      }
      expect(parseExtraction(JSON.stringify(extraction)).statements).toHaveLength(
        extraction.statements.length,
      );
    }),
    { numRuns: 250 },
  );
});

test("words and numbers of any length give an extraction that its schema takes", () => {
  const [word, digits] = ["Ropewalk".repeat(200), "9".repeat(400)];
  const texts = [
    `The ${word} fee is EUR 5.`,
    `At ${word} the fee is EUR 5.`,
    `The cause was a ${word}.`,
    `It moves 5 ${word} per minute.`,
    `The fee is EUR ${digits} billion.`,
    `| Item | EUR k |\n|---|---|\n| ${word} | ${digits} |\n| Fee | (0) |`,
    `| Item | EUR k |\n|---|---|\n| Fee | ${"9".repeat(307)} |\n| Toll | 5 |`,
    `The fee is EUR 5 ${"🚢".repeat(700)}.`,
    `The x${"🚢".repeat(700)} fee is EUR 5.`,
    `The fee is EUR 5. ${word} was wrong and this ${word} replaces the ${word}.`,
  ];
  for (const text of texts) {
    const extraction = extractionOf(document(text));
    expect(parseExtraction(JSON.stringify(extraction))).toEqual(extraction);
    expect(JSON.stringify(extraction).isWellFormed()).toBe(true);
    expect(
      extraction.statements.every(({ sentence, attribute }) => `${sentence}${attribute}`.isWellFormed()),
    ).toBe(true);
  }
});

test("a statement stands where it says, wherever it is put", () => {
  assert(
    property(
      integer({ min: 1, max: 9_999 }),
      array(constantFrom("\n\n", "Calm sea.\n\n", "> Aye.\n\n", "- rope\n\n")),
      (fee, before) => {
        const sentence = `The mooring fee is EUR ${fee}.`;
        const text = `${before.join("")}${sentence}\n`;
        const found = read(text).find(({ attribute }) => attribute === "mooring fee");
        expect(text.slice(found?.start, found?.end)).toBe(sentence);
      },
    ),
  );
});

describe("any document", () => {
  /** What real papers and hostile ones are made of, in any order. */
  const PIECES = [
    "The mooring fee is EUR 1,250.",
    "| Item | EUR |\n|---|---|\n| Fee | 5 |\n",
    "a,b,c\n1,2\n3,4,5,6\n",
    "**Fee:** 5 %",
    "# Fees in Q3 2030",
    "> On 3 May it was not EUR 5 but EUR 6.",
    "There is no risk of fire. It is rated high.",
    "Unit 4 is a B.",
    "(((5 [6] {7",
    '"a ""quoted"" cell","5\n6"',
    "\u200b\u202e\u05d0\u05d1\u2069 5 kg",
    "\u{1f6a2} 7",
    "\r\n",
    "\n\n",
    "\t",
    "999,999,999.999.999,9",
    "0.0000000000000000000001 t",
    "e.g. Dr. No. 5 ",
    "31 February 2031, 2031-13-45, 29/02/2030",
    "as of 3 May 2031",
    "--- quoted ---",
    "- 1.1.1 item\n",
  ];
  const texts = array(oneof(constantFrom(...PIECES), string({ unit: "binary", maxLength: 8 })), {
    maxLength: 30,
  }).map((parts) => parts.join(""));

  test("gives statements whose places lie in it, in bounds, and the same ones each time", () => {
    assert(
      property(texts, constantFrom<Media>("text/markdown", "text/plain", "text/csv"), (text, media) => {
        const paper = document(text, { media });
        const extraction = extractionOf(paper);
        expect(extractionOf(paper)).toEqual(extraction);
        for (const { start, end, sentence } of [...extraction.statements, ...extraction.risks]) {
          expect(Number.isInteger(start) && Number.isInteger(end)).toBe(true);
          expect(0 <= start && start < end && end <= text.length).toBe(true);
          expect(text.slice(start, end).trim()).not.toBe("");
          expect(sentence.trim()).not.toBe("");
        }
      }),
      { numRuns: 200 },
    );
  });

  test("says the value of a number where its place is", () => {
    assert(
      property(texts, integer({ min: 1_000_001, max: 9_999_999 }), (text, fee) => {
        const whole = `${text}\n\nThe mooring fee is EUR ${fee}.`;
        const found = read(whole).filter(({ value }) => value.type === "number" && value.number === fee);
        for (const { start, end } of found) expect(whole.slice(start, end)).toContain(String(fee));
      }),
      { numRuns: 200 },
    );
  });

  test("is read alike with either line end", () => {
    assert(
      property(array(constantFrom(...PIECES.filter((piece) => !/[\r"]/.test(piece)))), (parts) => {
        const text = parts.join("\n");
        const named = (whole: string): string[] =>
          read(whole).map((found) => `${found.attribute} ${String(valueOf(found))}`);
        expect(named(text.replaceAll("\n", "\r\n"))).toEqual(named(text));
      }),
      { numRuns: 200 },
    );
  });
});

describe("bounds", () => {
  // What takes a step per character takes well under a second; what takes one per pair of characters takes a minute or more.
  const LENGTH = 150_000;
  test.each([
    "-",
    " ",
    "1",
    "1,",
    "a",
    "a ",
    "> ",
    "|",
    '"',
    "**",
    "\n",
    "unit ",
    "If ",
    "not 5 and ",
    "# ",
    ".",
    "- 5 kg ",
    "x: ",
    "(a ",
    "e.g. ",
    "\u200b",
    "\u202e\u05d0 5 ",
    '"a,b",5\n',
    "a-",
    "\r\n",
    "Key: 5 kg\n",
    "The price is EUR 5. ",
    "from 3 May to ",
    "Should it be late it would ",
  ])(
    "a document of nothing but %j is read in time",
    (piece) => {
      const text = `${piece.repeat(LENGTH / piece.length)}x`;
      for (const media of ["text/markdown", "text/csv"] as const) {
        try {
          extractionOf(document(text, { media }));
        } catch (error) {
          expect(error).toMatchObject({ code: "SYN_ANALYST_LIMIT" });
        }
      }
    },
    20_000,
  );

  test("too long a document is refused by the name of the limit", async () => {
    const reading = createDeterministicAnalyst().read(
      document("x".repeat(ANALYST_LIMITS.text_units_max + 1)),
      new AbortController().signal,
    );
    await expect(reading).rejects.toBeInstanceOf(SynodError);
    await expect(reading).rejects.toMatchObject({
      code: "SYN_ANALYST_LIMIT",
    });
  });

  test("too long a table is refused before it is read", () => {
    const csv = `a,b\n${"x,1\n".repeat(ANALYST_LIMITS.table_rows_max + 1)}`;
    expect(() => extractionOf(document(csv, { media: "text/csv" }))).toThrow(/table_rows_max/);
  });

  test("too many statements are refused, not cut off", () => {
    const text = "The fee is EUR 5.\n\n".repeat(ANALYST_LIMITS.statements_max + 1);
    expect(() => extractionOf(document(text))).toThrow(/statements_max/);
  });
});
