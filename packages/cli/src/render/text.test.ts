import { describe, expect, it } from "vitest";
import { fit, plain, widthOf } from "./text.ts";

describe("text that came from outside", () => {
  it("cannot steer the terminal", () => {
    expect(plain("red \u001B[31m, title \u001B]0;x\u0007, right-to-left \u202Etxt.exe")).toBe(
      "red �[31m, title �]0;x�, right-to-left �txt.exe",
    );
  });
  it("stays on one line", () => expect(plain("a\r\nb\n\n c\u2028d")).toBe("a b c d"));
  it("is left as it is otherwise", () => expect(plain("Größe “5 €” 🚌")).toBe("Größe “5 €” 🚌"));
});

describe("text in a column", () => {
  it.each([
    ["a.md", 8, "a.md    "],
    ["a-very-long-name.md", 8, "a-very-…"],
    ["報告書.md", 10, "報告書.md "],
    ["報告書.md", 6, "報告… "],
    ["Gro\u0308\u00DFe.md", 9, "Gro\u0308\u00DFe.md "],
    ["🚌.md", 6, "🚌.md "],
  ])("%s in %i columns", (text, columns, shown) => {
    expect(fit(text, columns)).toBe(shown);
    expect(widthOf(shown)).toBe(columns);
  });
});
