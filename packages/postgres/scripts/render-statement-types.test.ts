import { describe, expect, it } from "vitest";
import { describeStatement, render } from "./render-statement-types.ts";

const TEXT = 25;
const INT8 = 20;

describe("the types of a statement", () => {
  it("are those of the schema, with the nulls that the file admits", () => {
    const sql = "-- A why.\n-- May be null: $2, document.\nselect …";
    const described = describeStatement(
      "some-thing.sql",
      sql,
      [TEXT, INT8],
      [
        { name: "seq", type: INT8 },
        { name: "document", type: TEXT },
      ],
    );
    expect(described).toEqual({
      name: "some-thing",
      parameters: ["string", "number | null"],
      columns: [
        { name: "seq", type: "Int8" },
        { name: "document", type: "string | null" },
      ],
    });
    expect(render([described])).toContain(`  readonly "some-thing": {
    readonly parameters: readonly [
      $1: string,
      $2: number | null,
    ];
    readonly row: {
      readonly seq: Int8;
      readonly document: string | null;
    };
  };`);
  });

  it("refuses a null that the statement has no place for, and a type it does not know", () => {
    expect(() => describeStatement("a.sql", "-- May be null: gone.\nselect 1", [], [])).toThrow("gone");
    expect(() => describeStatement("a.sql", "select 1", [], [{ name: "a", type: 700 }])).toThrow("oid 700");
  });
});
