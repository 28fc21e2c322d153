import { join } from "node:path";
import { median } from "../quantile.ts";
import type { Row } from "../row.ts";
import { ROOT, timed } from "./child.ts";

const PAIRS = 15;

/** `bin/synod --version` beside `node -e 0` of the same Node, turn about. */
export async function measureLauncher(): Promise<Row[]> {
  const launcher = join(ROOT, "bin", "synod");
  // The first run may set things up.
  await timed(launcher, ["--version"]);
  const bare: number[] = [];
  const ours: number[] = [];
  for (let pair = 0; pair < PAIRS; pair += 1) {
    bare.push(await timed(process.execPath, ["-e", "0"]));
    ours.push(await timed(launcher, ["--version"]));
  }
  return [
    {
      name: "synod --version / node -e 0",
      unit: "×",
      goal: 1.3,
      measured: median(ours) / median(bare),
      note: `medians of ${PAIRS}: ${median(ours).toFixed(0)} ms, ${median(bare).toFixed(0)} ms`,
    },
  ];
}
