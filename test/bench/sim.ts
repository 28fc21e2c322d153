import { runSeed } from "@synod/testkit";
import type { Row } from "./row.ts";

const SECONDS = 20;

/** Simulated runs a second, one after another on one core. */
export async function benchSim(): Promise<Row[]> {
  const start = performance.now();
  let seeds = 0;
  while (performance.now() - start < SECONDS * 1000) {
    seeds += 1;
    const { ok } = await runSeed({ seed: seeds });
    if (!ok) throw new Error(`seed ${seeds} is not ok: synod sim --seed ${seeds}`);
  }
  const measured = seeds / ((performance.now() - start) / 1000);
  return [{ name: "simulated runs", unit: "/s", goal: null, measured, note: `seeds 1 to ${seeds}` }];
}
