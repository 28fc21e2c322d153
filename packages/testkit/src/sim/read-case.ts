import { readFile } from "node:fs/promises";
import { readCaseFolder } from "@synod/sdk";
import type { SimulatedCase } from "./generated-case.ts";

/** A case folder as the simulator feeds it in: its clock stands, as in `run`. */
export async function readSimulatedCase(dir: string): Promise<SimulatedCase> {
  const { config, files } = await readCaseFolder(dir);
  const documents = await Promise.all(
    files.map(async ({ name, path }) => ({ name, bytes: await readFile(path) })),
  );
  return { config: { ...config, clock: "case" }, documents };
}
