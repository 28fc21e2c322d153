import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startBacking } from "@synod/testkit";
import { LAYERS, type Layer } from "./layers.ts";
import { runLayer, type LayerResult } from "./run-layer.ts";

// `npm test [-- LAYER… FILE…] [--long]`: every layer, one after the other, and one plain line at the end. A path
// narrows the named layers to its files.

const args = process.argv.slice(2);
const root = new URL("../../", import.meta.url).pathname;
process.chdir(root);
process.exitCode = await main();

async function main(): Promise<number> {
  const layers = wanted();
  if (layers === null) return 2;
  const reports = await mkdtemp(join(tmpdir(), "synod-test-"));
  let stopServers: (() => Promise<void>) | null = null;
  const stop = async () => {
    await stopServers?.();
    await rm(reports, { recursive: true, force: true });
  };
  for (const signal of ["SIGINT", "SIGTERM"] as const)
    process.once(signal, () => void stop().finally(() => process.exit(130)));
  try {
    const results: LayerResult[] = [];
    for (const layer of layers) {
      // Servers come when the first layer wants them: what needs none has reported by then.
      if (layer.real === true) stopServers ??= await startServers();
      results.push(await runLayer(layer, reports, args.filter(isPath)));
    }
    return conclude(results);
  } finally {
    await stop();
  }
}

function wanted(): readonly Layer[] | null {
  const names = args.filter((arg) => !arg.startsWith("--") && !isPath(arg));
  const unknown = names.find((name) => !LAYERS.some((layer) => layer.name === name));
  if (unknown !== undefined) {
    process.stderr.write(`There is no layer ${unknown}: ${LAYERS.map(({ name }) => name).join(", ")}\n`);
    return null;
  }
  const long = args.includes("--long");
  return LAYERS.filter((layer) =>
    names.length > 0 ? names.includes(layer.name) : long || layer.long !== true,
  );
}

function isPath(arg: string): boolean {
  return !arg.startsWith("--") && arg.includes("/");
}

async function startServers(): Promise<() => Promise<void>> {
  process.stderr.write(
    "Real servers: from the environment, Docker, or a native install (the first time takes minutes)…\n",
  );
  return startBacking();
}

/** Failures and what was not run, loudly; then the plain line. */
function conclude(results: readonly LayerResult[]): number {
  for (const { name, output, failed } of results) {
    if (failed > 0) process.stderr.write(`\n──── ${name} failed ────\n${output}\n`);
  }
  const skipped = results.flatMap(({ name, skipped: titles }) => titles.map((title) => `${name}: ${title}`));
  if (skipped.length > 0)
    process.stderr.write(`\nNOT RUN:\n${skipped.map((title) => `  ${title}`).join("\n")}\n`);
  const sum = (of: (result: LayerResult) => number) =>
    results.reduce((total, result) => total + of(result), 0);
  const failed =
    sum((result) => result.failed) + (process.env["SYNOD_REQUIRE_REAL"] === "1" ? skipped.length : 0);
  const tail = skipped.length > 0 ? `, ${skipped.length} skipped` : "";
  process.stdout.write(`\n${sum((result) => result.passed)} passed, ${failed} failed${tail}\n`);
  return failed > 0 ? 1 : 0;
}
