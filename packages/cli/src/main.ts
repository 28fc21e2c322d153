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
  const [{ reportFailure, runProgram }, { processIo }] = await Promise.all([
    import("./program.ts"),
    import("./io.ts"),
  ]);
  const stop = new AbortController();
  // The first asks, a second one ends the process at once.
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => stop.abort());
  const io = processIo(stop.signal);
  // What escapes every handler is a bug, and is still told with a code and not with a stack.
  process.on("uncaughtException", (error) => process.exit(reportFailure(error, args.includes("--json"), io)));
  process.exit(await runProgram(args, { version }, io));
}
