import { readFileSync } from "node:fs";

/** The package at the root names the version. */
const root: unknown = JSON.parse(readFileSync(new URL("../../../package.json", import.meta.url), "utf8"));
const version =
  typeof root === "object" && root !== null && "version" in root ? String(root.version) : "unknown";

const args = process.argv.slice(2);
// Before anything else is loaded: this answer needs nothing.
if (args.length === 1 && (args[0] === "--version" || args[0] === "-V")) console.log(version);
else await main();

async function main(): Promise<void> {
  const [{ runProgram }, { processIo }] = await Promise.all([import("./program.ts"), import("./io.ts")]);
  const stop = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => stop.abort());
  process.exit(await runProgram(args, { version }, processIo(stop.signal)));
}
