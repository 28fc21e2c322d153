import { describe, expect, test } from "vitest";
import { disputes, graphOf } from "./testing/read.ts";

describe("what contradicts what, over documents", () => {
  test("two prices of one thing do, and a correction settles it", () => {
    const graph = graphOf(
      ["The total price of the ferry is EUR 500.", "2031-01-01"],
      ["The total price of the ferry is EUR 600.", "2031-02-01"],
    );
    expect(disputes(graph)).toEqual(["value open"]);
    const settled = graphOf(
      ["The total price of the ferry is EUR 500.", "2031-01-01"],
      ["The total price of the ferry is EUR 600.", "2031-02-01"],
      ["The total price of the ferry is EUR 600, not EUR 500.", "2031-03-01"],
    );
    expect(disputes(settled)).toEqual(["value resolved"]);
  });

  test.each([
    ["another period", "The turnover in 2029 was EUR 500.", "The turnover in 2030 was EUR 600."],
    ["another unit of the same size", "The crossing lasted 2 h.", "The crossing lasted 120 min."],
    ["rounding", "The turnover was EUR 5.2 million.", "The turnover was EUR 5,180,400."],
    [
      "a plan and its outcome",
      "The launch date is planned for 3 May 2031.",
      "The launch date was 9 May 2031.",
    ],
    ["another subject", "The draught at Norwick is 4 m.", "The draught at Sudwick is 5 m."],
    ["a limit", "The noise must not exceed 80 dB.", "The noise was 76 dB."],
    ["a case that is not so", "The fee is EUR 500.", "If the berth were widened, the fee would be EUR 700."],
    ["one of several lots", "Lot 1 weighs 500 kg.", "Lot 2 weighs 700 kg."],
  ])("%s does not", (_, one, other) => {
    expect(disputes(graphOf([one, "2031-01-01"], [other, "2031-02-01"]))).toEqual([]);
  });

  test("a yes and a no do", () => {
    expect(
      disputes(
        graphOf(["The slipway is finished.", "2031-01-01"], ["The slipway is not finished.", "2031-01-02"]),
      ),
    ).toEqual(["polarity open"]);
  });

  test.each([
    ["Project budget: EUR 2.4 million", "The project budget was EUR 2.6 million."],
    ["We employ 42 people.", "| Item | Value |\n|---|---|\n| Employees | 52 |"],
    ["The warranty is 24 months.", "**Warranty:** 36 months"],
    ["The interest rate is 4.5 %.", "The loan carries an interest rate of 5 %."],
    ["The capacity of the tank is 5,000 litres.", "Tank capacity: 6,000 litres"],
    ["There were 135 guests.", "| Item | Number |\n|---|---|\n| Guests | 120 |"],
    ["The bridge is open to traffic.", "The bridge is closed to traffic."],
    ["The lease expires on 31 March 2027.", "The lease expires on 30 June 2027."],
    ["The pool is 25 m long.", "Length of the pool: 50 m"],
    ["Rent is £1,200 a month.", "The monthly rent is £1,350."],
    ["The purchase price was agreed at EUR 2 million.", "Purchase price: EUR 2.2 million."],
    ["The fleet had 62 vehicles.", "The fleet consisted of 58 vehicles."],
    ["The test result is positive.", "Test result: negative"],
    ["The archive is located in Oslo.", "The archive is located in Bergen."],
    ["The crossing lasted 2 h.", "The crossing lasted 150 min."],
    ["In total 90 participants were registered.", "84 people were registered."],
    ["The gross internal area is 500 m².", "The hall measures 450 m²."],
    ["No fee was due either.", "A fee of EUR 500 is due."],
    ["There is no litigation.", "On 3 May a former tenant filed a complaint in the district court."],
    ["No accident has been recorded.", "There has been an accident."],
    ["No reportable spill has occurred.", "The spill of 3 May was a reportable spill."],
    ["Not a single boat was stolen.", "Three boats were stolen."],
    ["The credit due is therefore nil.", "A credit of EUR 500 is due."],
    ["**Study:** not received.", "We have received the study."],
  ])("said in other words, these do: %s / %s", (one, other) => {
    expect(disputes(graphOf([one, "2031-01-01"], [other, "2031-02-01"]))).toHaveLength(1);
  });

  test.each([
    ["The men's team has 22 players.", "The women's team has 25 players."],
    ["Sales in the north region were EUR 5 million.", "Sales in the south region were EUR 7 million."],
    ["The 2029 budget was EUR 5 million.", "The 2030 budget was EUR 6 million."],
    ["The board met on 3 May 2031.", "The board met on 4 June 2031."],
    ["The invoice of 3 May 2031 is EUR 400.", "The invoice of 9 June 2031 is EUR 700."],
    ["About 40 people attended.", "In total 41 people attended."],
    ["The pump delivers up to 50 litres a minute.", "The pump delivered 42 litres a minute."],
    ["Version 2.1 has 14 open bugs.", "Version 2.2 has 9 open bugs."],
    ["Temperature at 8:00 was 12 °C.", "Temperature at 14:00 was 19 °C."],
    ["Price excluding VAT: EUR 100", "Price including VAT: EUR 119"],
    ["The fee per child is EUR 30.", "The fee per adult is EUR 60."],
    ["Page 3 of 12.", "Page 1 of 8."],
    ["The gross margin is 40 %.", "The net margin is 12 %."],
    ["The hall covers 500 m².", "The hall covers 5,382 sq ft."],
    ["The pump weighs 2 t.", "The pump weighs 2,000 kg."],
    ["No fee is due.", "The fee was EUR 0."],
    ["The hall has a net lettable area of 500 m².", "The hall has a gross internal area of 550 m²."],
    [
      "| Item | Value |\n|---|---|\n| Uptime, twelve months ended 31 August 2029 | 99.1 % |",
      "| Item | Value |\n|---|---|\n| Uptime, twelve months ended 31 August 2030 | 98.2 % |",
    ],
    ["No accident has occurred since work began in March 2031.", "In January 2031 there was an accident."],
  ])("alike and not the same, these do not: %s / %s", (one, other) => {
    expect(disputes(graphOf([one, "2031-01-01"], [other, "2031-02-01"]))).toEqual([]);
  });

  test("a document that gives two like figures is not at odds with itself", () => {
    expect(
      disputes(graphOf(["The store sold 900 lamps in spring. Of these, 300 lamps were red.", "2031-01-01"])),
    ).toEqual([]);
  });

  test("nor is a total with its parts", () => {
    const table = "| Site | Staff |\n|---|---|\n| Leeds | 40 |\n| York | 25 |\n| Total | 65 |";
    expect(disputes(graphOf([table, "2031-01-01"], ["Leeds: 40 staff.", "2031-02-01"]))).toEqual([]);
  });

  test("but one that says two prices of one thing in the same words is", () => {
    expect(disputes(graphOf(["The price is EUR 5.\n\nThe price is EUR 6.", "2031-01-01"]))).toEqual([
      "value open",
    ]);
  });
});
