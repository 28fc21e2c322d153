import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { processIo } from "@synod/cli";
import { SynodError } from "@synod/core";
import { runEmbedded, type CaseOutcome } from "@synod/sdk";
import { describeFailure, renderRound, renderVerdict } from "@synod/cli";
import { demoOnRealServers } from "./real.ts";

const CASE = new URL("../cases/library-bus/", import.meta.url).pathname;
const LATE = {
  file: "06-supplier-notice.md",
  kind: "notice",
  date: "2026-04-24",
  source: "Karosserie Hellweg",
} as const;

const stop = new AbortController();
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => stop.abort());
const io = processIo(stop.signal);
process.exitCode = await main(process.argv.slice(2));

/** `npm run demo [-- --real]`: a real case from documents to verdict, then one document more. */
async function main(args: readonly string[]): Promise<number> {
  const work = await mkdtemp(join(tmpdir(), "synod-demo-"));
  try {
    const unknown = args.find((arg) => arg !== "--real");
    if (unknown !== undefined) throw new SynodError("SYN_USAGE", `${unknown}: npm run demo [-- --real]`);
    const folder = await copyCase(work);
    const embedded = await settle(folder, join(work, "state"));
    if (args.includes("--real")) await demoOnRealServers(folder, embedded.report, io);
    else await reopen(folder, join(work, "state"));
    return stop.signal.aborted ? 130 : 0;
  } catch (error) {
    const failure = describeFailure(error, io.style);
    io.err(failure.text);
    return failure.exitCode;
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

async function copyCase(work: string): Promise<string> {
  const folder = join(work, "library-bus");
  await cp(CASE, folder, { recursive: true });
  return folder;
}

async function settle(folder: string, state: string): Promise<CaseOutcome> {
  io.err(
    io.style.bold("Five documents about the purchase of a library bus, embedded, without a server or a key."),
  );
  io.err(io.style.dim(`  ${CASE}\n`));
  return run(folder, state);
}

async function reopen(folder: string, state: string): Promise<void> {
  io.err(io.style.bold("\nThen a sixth document arrives, after the certificate.\n"));
  await cp(join(folder, "late", LATE.file), join(folder, "docs", LATE.file));
  const yaml = join(folder, "scope.yaml");
  const { file, kind, date, source } = LATE;
  const line = `  - { file: ${file}, kind: ${kind}, date: ${date}, source: ${source} }\n`;
  await writeFile(yaml, (await readFile(yaml, "utf8")) + line);
  await run(folder, state);
  io.err(
    io.style.dim(
      "\nThe certificate of the first five documents stays valid for what it states: the log up to its position.",
    ),
  );
}

async function run(folder: string, state: string): Promise<CaseOutcome> {
  const outcome = await runEmbedded(folder, {
    state,
    env: process.env,
    signal: stop.signal,
    onRound: (round) => io.err(renderRound(round, io.style)),
  });
  io.err(renderVerdict(outcome, io.style));
  return outcome;
}
