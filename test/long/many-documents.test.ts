import { readFile } from "node:fs/promises";
import { expect, it } from "vitest";
import { caseFolder, madeState } from "../e2e/harness/case-folder.ts";
import { lastLine, startSynod } from "../e2e/harness/run-synod.ts";

const DOCUMENTS = 1_000;
/** Documents between two looks at the process. */
const STRIDE = 100;
/** Kernel ticks of /proc/PID/stat in a second. */
const TICKS = 100;
const MEGABYTES_MAX = 1_500;
/** CPU of the last documents against that of the first. */
const GROWTH_MAX = 3;

const SYLLABLES = ["ka", "lo", "mi", "ru", "te", "va", "zo", "ne", "pu", "si"];

/** A subject of its own for each document: "kakalo crane". */
function subject(index: number): string {
  const digits = String(index).padStart(3, "0");
  return `${[...digits].map((digit) => SYLLABLES[Number(digit)]).join("")} crane`;
}

interface Look {
  readonly cpuSeconds: number;
  readonly megabytes: number;
}

async function lookAt(pid: number): Promise<Look> {
  const stat = (await readFile(`/proc/${pid}/stat`, "utf8")).split(") ").at(-1)?.split(" ") ?? [];
  const status = await readFile(`/proc/${pid}/status`, "utf8");
  const resident = Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1]);
  return { cpuSeconds: (Number(stat[11]) + Number(stat[12])) / TICKS, megabytes: resident / 1024 };
}

it(`a case of ${DOCUMENTS} documents ends, in bounded memory, and the last cost what the first did`, async () => {
  const docs = Object.fromEntries(
    Array.from({ length: DOCUMENTS }, (_, index) => [
      `${String(index).padStart(5, "0")}.md`,
      `The price of the ${subject(index)} is EUR ${1_000 + index}.\nThe range of the ${subject(index)} is ${200 + index} km.\n`,
    ]),
  );
  const dir = await caseFolder({ docs });
  const { child, ended } = startSynod(["run", dir, "--json", "--state", await madeState()]);
  const pid = child.pid ?? 0;
  const looks: Promise<Look>[] = [];
  let rounds = 0;
  child.stderr?.on("data", (chunk: Buffer) => {
    rounds += chunk.toString().split("\n").length - 1;
    if (rounds >= (looks.length + 1) * STRIDE && rounds < DOCUMENTS) looks.push(lookAt(pid));
  });
  const result = await ended;
  expect(result.code).toBe(0);
  expect(lastLine(result)).toMatchObject({ rounds: DOCUMENTS, settled: true, dead_letters: [] });
  const seen = await Promise.all(looks);
  expect(Math.max(...seen.map(({ megabytes }) => megabytes))).toBeLessThan(MEGABYTES_MAX);
  const costs = seen.slice(1).map(({ cpuSeconds }, index) => cpuSeconds - (seen[index]?.cpuSeconds ?? 0));
  const [first, last] = [costs.at(0) ?? 0, costs.at(-1) ?? Number.POSITIVE_INFINITY];
  // What a judgement reads grows with the case, so a little more is honest; quadratic would be ten times.
  expect(last / first, `CPU seconds for ${STRIDE} documents: ${costs.join(", ")}`).toBeLessThan(GROWTH_MAX);
});
