import fc from "fast-check";
import { expect, test } from "vitest";
import { canonicalJson } from "./canonical-json.ts";
import { digestOf, sha256Hex } from "./digest.ts";

test("RFC 8785, section 3.2.2: the example of serialization", () => {
  const value = {
    numbers: [Number("333333333.33333329"), 1e30, 4.5, 2e-3, 0.000000000000000000000000001],
    string: "\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"/",
    literals: [null, true, false],
  };
  expect(canonicalJson(value)).toBe(
    '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],' +
      '"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}',
  );
});

test("RFC 8785, section 3.2.3: names are sorted by UTF-16 code units", () => {
  const names = ["\u20ac", "\r", "\ufb33", "1", "\u{1f600}", "\u0080", "\u00f6"];
  const text = canonicalJson(Object.fromEntries(names.map((name) => [name, 0])));
  expect(Object.keys(JSON.parse(text) as object).filter((name) => name !== "1")).toEqual([
    "\r",
    "\u0080",
    "\u00f6",
    "\u20ac",
    "\u{1f600}",
    "\ufb33",
  ]);
  expect(text.indexOf('"1"')).toBeGreaterThan(text.indexOf('"\\r"'));
  expect(text.indexOf('"1"')).toBeLessThan(text.indexOf('"\u0080"'));
});

test.each([
  [0, "0"],
  [-0, "0"],
  [5e-324, "5e-324"],
  [1.7976931348623157e308, "1.7976931348623157e+308"],
  [9007199254740992, "9007199254740992"],
  [295147905179352830000, "295147905179352830000"],
  [1e21, "1e+21"],
  [9.999999999999997e22, "9.999999999999997e+22"],
  [0.000001, "0.000001"],
  [1e-7, "1e-7"],
  [333333333.3333332, "333333333.3333332"],
  [-0.0000033333333333333333, "-0.0000033333333333333333"],
])("RFC 8785, appendix B: %d", (number, text) => {
  expect(canonicalJson(number)).toBe(text);
});

test.each([[undefined], [Number.NaN], [Number.POSITIVE_INFINITY], [() => 1], ["\ud800"], [{ "\udc00": 1 }]])(
  "%s has no canonical form",
  (value) => {
    expect(() => canonicalJson(value)).toThrow();
  },
);

test("members without a value are left out, in lists they are null", () => {
  expect(canonicalJson({ a: undefined, b: [undefined] })).toBe('{"b":[null]}');
});

/** Objects whose members stand in another order. */
function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversed);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .toReversed()
      .map(([name, member]) => [name, reversed(member)]),
  );
}

test("one value has one text, whatever the order of members, and the text is that value", () => {
  fc.assert(
    fc.property(fc.jsonValue({ noUnicodeString: false }), (value) => {
      fc.pre(!JSON.stringify(value).includes("\\ud"));
      const text = canonicalJson(value);
      expect(canonicalJson(reversed(value))).toBe(text);
      expect(canonicalJson(JSON.parse(text))).toBe(text);
      expect(digestOf(value)).toBe(sha256Hex(text));
    }),
  );
});
