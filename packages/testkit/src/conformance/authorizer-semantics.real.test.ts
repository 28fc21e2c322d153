import { randomUUID } from "node:crypto";
import * as fc from "fast-check";
import { expect, it } from "vitest";
import { evaluate, TupleSet } from "@synod/authz";
import { modelFromDsl } from "@synod/authz/model-from-dsl";
import { describeReal } from "../backing/describe-real.ts";
import { allQuestions, DSL, marked, MODEL, tuples } from "./random-tuples.ts";

describeReal(
  "the evaluation in process and OpenFGA",
  ["SYNOD_TEST_OPENFGA_URL"],
  ({ SYNOD_TEST_OPENFGA_URL: url }) => {
    it("agree on every question over random tuples", { timeout: 60_000 }, async () => {
      const call = await newStore(url);
      await fc.assert(
        fc.asyncProperty(tuples(), async (shapes) => {
          const mark = randomUUID().slice(0, 8);
          const written = shapes.map((tuple) => marked(tuple, mark));
          if (written.length > 0) await call("write", { writes: { tuple_keys: written } });
          const set = new TupleSet(written);
          const questions = allQuestions().map((question) => marked(question, mark));
          const answers = await Promise.all(
            questions.map(
              async (tuple_key) =>
                Reflect.get(
                  await call("check", { tuple_key, consistency: "HIGHER_CONSISTENCY" }),
                  "allowed",
                ) === true,
            ),
          );
          const different = questions.filter(
            (question, index) => evaluate(MODEL, set, question) !== answers[index],
          );
          expect(different, `of ${JSON.stringify(written)}`).toEqual([]);
        }),
        { numRuns: 30 },
      );
    });
  },
);

/** A store with the model, over plain HTTP: the answers must be the server's, not a client's. */
async function newStore(url: string): Promise<(method: string, body: object) => Promise<object>> {
  const post = async (path: string, body: object): Promise<object> => {
    const response = await fetch(`${url}${path}`, { method: "POST", body: JSON.stringify(body) });
    const answer: unknown = await response.json();
    if (!response.ok || typeof answer !== "object" || answer === null)
      throw new Error(`${path}: ${JSON.stringify(answer)}`);
    return answer;
  };
  const store = String(Reflect.get(await post("/stores", { name: randomUUID() }), "id"));
  await post(`/stores/${store}/authorization-models`, await modelFromDsl(DSL));
  return (method, body) => post(`/stores/${store}/${method}`, body);
}
