import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { median } from "../quantile.ts";
import type { Row } from "../row.ts";
import { ROOT, timed } from "./child.ts";

const WARM_RUNS = 3;

/** The demo case from start to exit: with an empty cache, so that initdb and compilation are in it, and after that. */
export async function measureDemoCase(): Promise<Row[]> {
  const cache = await mkdtemp(join(tmpdir(), "synod-bench-cache-"));
  const { NODE_COMPILE_CACHE: _shared, ...rest } = process.env;
  const env = { ...rest, SYNOD_CACHE: cache };
  const run = () => timed(join(ROOT, "bin", "synod"), ["run", "test/cases/library-bus"], env);
  try {
    const first = await run();
    const warm: number[] = [];
    for (let count = 0; count < WARM_RUNS; count += 1) warm.push(await run());
    return [
      {
        name: "demo case, first run ever",
        unit: "s",
        goal: 8,
        measured: first / 1000,
        note: "empty cache: initdb, migrations, compilation",
      },
      {
        name: "demo case, later runs",
        unit: "s",
        goal: 8,
        measured: median(warm) / 1000,
        note: `median of ${WARM_RUNS}, each with a new state folder`,
      },
    ];
  } finally {
    await rm(cache, { recursive: true, force: true });
  }
}
