import { SOUND } from "@synod/testkit/deployment/examine";
import { expect, it } from "vitest";
import { slowThoughts } from "../chaos/slow-thoughts.ts";

const DOCUMENTS = 10;
const KILLS = 6;

it("30-second thoughts, a document every 5 seconds, processes killed meanwhile: none is paid for twice", async () => {
  const run = await slowThoughts({ thinkMs: 30_000, everyMs: 5_000, documents: DOCUMENTS, kills: KILLS });
  expect(run.killed).toBe(KILLS);
  expect(run.asked).toBeGreaterThanOrEqual(DOCUMENTS);
  expect(run.asked).toBeLessThanOrEqual(DOCUMENTS + run.killed);
  expect(run.report.digest).toBe(run.undisturbed.digest);
  expect(run.examination).toMatchObject({ ...SOUND, log: { ok: true } });
});
