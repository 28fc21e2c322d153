import { describe, expect, it } from "vitest";
import { shownName } from "./shown-name.ts";

const TITLE = "Purchase of an electric library bus";

describe("the name that people read", () => {
  it.each([
    ["total price", { subject: "electric library bus", attribute: "total price" }],
    ["total price of the library bus", { subject: "library bus", attribute: "total price" }],
    ["share of certified fibre", { subject: "electric library bus", attribute: "share of certified fibre" }],
  ])("says of what the title names: %s", (attribute, shown) => {
    expect(shownName({ subject: "the case", attribute }, TITLE)).toEqual(shown);
  });

  it("leaves a subject of its own", () => {
    expect(shownName({ subject: "lot 2", attribute: "price" }, TITLE)).toEqual({
      subject: "lot 2",
      attribute: "price",
    });
  });

  it("is the case where there is no title", () => {
    expect(shownName({ subject: "the case", attribute: "price" }, "")).toEqual({
      subject: "the case",
      attribute: "price",
    });
    expect(shownName({ subject: "the case", attribute: "price" }, "Harbour cranes").subject).toBe(
      "Harbour cranes",
    );
  });
});
