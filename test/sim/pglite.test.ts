import { expect, it } from "vitest";
import { runSeed } from "@synod/testkit";
import { pgliteStore } from "./pglite-store.ts";

for (const seed of [11, 14]) {
  it(`seed ${seed} on PGlite keeps every invariant and ends as it does in memory`, async () => {
    const memory = await runSeed({ seed });
    const pglite = await runSeed({ seed, openStore: pgliteStore });
    expect(pglite.violations).toEqual([]);
    expect(pglite.digest).toBe(memory.digest);
  });
}
