import { readFile } from "node:fs/promises";
import { expect, it } from "vitest";
import { relationsTable } from "../docs-table.ts";
import { ACTIONS_OF_ROLE, RELATION_OF_ACTION } from "../relations.ts";
import { modelFromDsl } from "./from-dsl.ts";
import { indexModel } from "./model-index.ts";
import { MODEL } from "./model.ts";

it("runs the model that is written in model.fga", async () => {
  const dsl = new URL("../../../../infra/openfga/model.fga", import.meta.url);
  expect(MODEL, "run: node infra/openfga/generate.ts").toEqual(await modelFromDsl(dsl));
});

it("has every relation that a proposal can need", () => {
  const model = indexModel(MODEL);
  for (const relation of Object.values(RELATION_OF_ACTION))
    expect(model.rewrite("state", relation)).not.toBeNull();
});

it("lets every action that a role proposes be granted to the role's members only", () => {
  const model = indexModel(MODEL);
  for (const action of Object.values(ACTIONS_OF_ROLE).flat()) {
    expect(model.directTypes("state", RELATION_OF_ACTION[action])).toEqual([
      { type: "role", relation: "member" },
    ]);
  }
});

it("is what docs/authorization.md says", async () => {
  const docs = await readFile(new URL("../../../../docs/authorization.md", import.meta.url), "utf8");
  expect(docs, "run: npm run docs").toContain(`-->\n${relationsTable()}\n<!-- end -->`);
});
