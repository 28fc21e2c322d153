import { readFile } from "node:fs/promises";
import { analyzeTrajectory, canonicalJson, SynodError } from "@synod/core";
import { parseSnapshots } from "@synod/contracts";
import type { Io } from "../io.ts";

/** Bytes of input that are read at all. */
const INPUT_BYTES_MAX = 16 * 1024 * 1024;

/** `synod convergence analyze FILE|-`: the published formulas over given snapshots. */
export async function analyzeConvergence(
  file: string,
  options: { readonly json: boolean },
  io: Io,
): Promise<number> {
  const analysis = analyzeTrajectory(parseSnapshots(await readInput(file, io)));
  if (options.json) {
    io.out(JSON.stringify(analysis));
    return 0;
  }
  for (const [index, { score, v }] of analysis.points.entries()) {
    io.out(`round ${index + 1}  score ${score.toFixed(4)}  V ${v.toFixed(6)}`);
  }
  const { points: _points, ...reading } = analysis;
  for (const [name, value] of Object.entries(reading)) io.out(`${name.padEnd(15)} ${canonicalJson(value)}`);
  return 0;
}

async function readInput(file: string, io: Io): Promise<string> {
  try {
    return file === "-" ? await io.stdin(INPUT_BYTES_MAX) : await readFile(file, "utf8");
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new SynodError("SYN_SNAPSHOTS_INVALID", `${file} cannot be read: ${reason}`, { cause });
  }
}
