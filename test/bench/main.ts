import { toSynodError } from "@synod/core";
import { benchCase } from "./case.ts";
import { thisMachine } from "./machine.ts";
import { outcomeOf, renderRows, type Row } from "./row.ts";
import { benchSim } from "./sim.ts";

// npm run bench -- case | sim [--json]: see docs/performance.md.

const USAGE = "npm run bench -- case|sim [--json]";
const BENCHES: Readonly<Record<string, (say: (line: string) => void) => Promise<Row[]>>> = {
  case: benchCase,
  sim: benchSim,
};

const [name = "", ...flags] = process.argv.slice(2);
const bench = BENCHES[name];
if (bench === undefined || flags.some((flag) => flag !== "--json")) {
  process.stderr.write(`${USAGE}\n`);
  process.exit(2);
}
try {
  const machine = thisMachine();
  const start = performance.now();
  const rows = await bench((line) => process.stderr.write(`${line}\n`));
  const seconds = Math.round((performance.now() - start) / 1000);
  process.stderr.write(
    `\n${renderRows(rows)}\n\n${machine.cores} × ${machine.cpu}, ${machine.memory_gb} GB, ` +
      `Linux ${machine.kernel}, Node ${machine.node}, load ${machine.load} before; ${seconds} s\n`,
  );
  if (flags.includes("--json")) {
    const results = rows.map((row) => ({ ...row, outcome: outcomeOf(row) }));
    process.stdout.write(`${JSON.stringify({ machine, results, seconds })}\n`);
  }
  process.exit(rows.some((row) => outcomeOf(row) === "miss") ? 1 : 0);
} catch (thrown) {
  process.stderr.write(`${toSynodError(thrown).message}\n`);
  process.exit(1);
}
