import { SOUND } from "@synod/testkit/deployment/examine";
import { expect, it } from "vitest";
import { slowThoughts } from "./slow-thoughts.ts";

const DOCUMENTS = 4;

it("a slow thought is never paid for twice, but for those that died with their process", async () => {
  const run = await slowThoughts({ thinkMs: 2_000, everyMs: 1_000, documents: DOCUMENTS, kills: 2 });
  expect(run.killed).toBe(2);
  expect(run.asked).toBeGreaterThanOrEqual(DOCUMENTS);
  expect(run.asked).toBeLessThanOrEqual(DOCUMENTS + run.killed);
  expect(run.report.rounds).toBe(DOCUMENTS);
  expect(run.report.claims).toHaveLength(2 * DOCUMENTS);
  expect(run.report.digest).toBe(run.undisturbed.digest);
  expect(run.examination).toMatchObject({ ...SOUND, log: { ok: true } });
});
