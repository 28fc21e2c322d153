import { Command, CommanderError, InvalidArgumentError } from "commander";
import { SynodError } from "@synod/core";
import { describeFailure } from "./render/failure.ts";
import type { LogVerifyFlags } from "./commands/log-verify.ts";
import type { Io } from "./io.ts";

/** Version and name, from the package at the root. */
export interface Identity {
  readonly version: string;
}

/**
 * Runs one command line and gives its exit code: 0 it ran to its end, 2 wrong input, 1 everything else.
 * With `--json` the last line of stdout is the result or `{error}`.
 */
export async function runProgram(args: readonly string[], identity: Identity, io: Io): Promise<number> {
  let exitCode = 0;
  const program = buildProgram(identity, io, (code) => {
    exitCode = code;
  });
  try {
    await program.parseAsync([...args], { from: "user" });
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) return 0;
    // `synod` or `synod log` alone: the help was shown, and nothing was done.
    if (error instanceof CommanderError && error.code === "commander.help") return 2;
    return reportFailure(fromCommander(error), args.includes("--json"), io);
  }
}

/** Prints what went wrong, for a person and, with `json`, for a program; gives the exit code. */
export function reportFailure(error: unknown, json: boolean, io: Io): number {
  const failure = describeFailure(error, io.style);
  io.err(failure.text);
  try {
    if (json) io.out(JSON.stringify(failure.json));
  } catch {
    // Stdout takes nothing any more: stderr has said why.
  }
  return failure.exitCode;
}

function fromCommander(error: unknown): unknown {
  if (!(error instanceof CommanderError)) return error;
  return new SynodError("SYN_USAGE", error.message.replace(/^error: /, "").replaceAll("\n", " "));
}

function buildProgram(identity: Identity, io: Io, done: (exitCode: number) => void): Command {
  const program = new Command("synod")
    .description("A governed agent swarm: agents propose, policy decides, an executor applies.")
    .version(identity.version)
    .configureOutput({
      writeOut: (text) => void io.out(text.trimEnd()),
      // The help of a command that was given without its verb.
      writeErr: (text) => io.err(text.trimEnd()),
      // Errors are printed once, with their code, by runProgram.
      outputError: () => undefined,
    })
    .addHelpText("after", "\nExample:\n  synod run test/cases/library-bus")
    .showSuggestionAfterError(true)
    .exitOverride();

  program
    .command("run")
    .description("run a case from a folder of documents to its verdict")
    .argument("<dir>", "the case: scope.yaml and docs/")
    .option("--state <dir>", "keep log, graph, blobs and keys here, and continue from them", folder)
    .option("--profile <profile>", "embedded, or real (servers named in the environment)", "embedded")
    .option("--tenant <tenant>", "the tenant the case belongs to", "local")
    .option("--json", "print the result as JSON, last line of stdout", false)
    .addHelpText("after", "\nExample:\n  synod run test/cases/library-bus --state /tmp/bus --json")
    .action(
      async (dir: string, options: { state?: string; profile: string; tenant: string; json: boolean }) => {
        const { runCommand } = await import("./commands/run.ts");
        done(await runCommand(dir, options, io));
      },
    );

  program
    .command("events")
    .description("print the events of a state folder, one JSON object a line")
    .requiredOption("--state <dir>", "the folder of an earlier run --state", folder)
    .option("--json", "the same: the output is always JSON", false)
    .addHelpText("after", "\nExample:\n  synod events --state /tmp/bus | head")
    .action(async (options: { state: string }) => {
      const { eventsCommand } = await import("./commands/events.ts");
      done(await eventsCommand(options, io));
    });

  const log = program
    .command("log")
    .description("the hash-chained event log")
    .addHelpText("after", "\nExample:\n  synod log verify --state /tmp/bus");
  log
    .command("verify")
    .description("recompute every hash chain, every projection and every certificate")
    .option("--state <dir>", "the folder of an earlier run --state", folder)
    .option("--database [url]", "PostgreSQL of a deployed system; default: SYNOD_DATABASE_URL")
    .option("--json", "print the result as JSON, last line of stdout", false)
    .addHelpText(
      "after",
      "\nExamples:\n  synod log verify --state /tmp/bus\n  SYNOD_DATABASE_URL=postgres://… synod log verify --database",
    )
    .action(async (options: LogVerifyFlags) => {
      const { logVerifyCommand } = await import("./commands/log-verify.ts");
      done(await logVerifyCommand(options, io));
    });

  const convergence = program
    .command("convergence")
    .description("the formulas behind a verdict")
    .addHelpText("after", "\nExample:\n  synod convergence analyze trajectory.json");
  convergence
    .command("analyze")
    .description("score a trajectory of snapshots by the published formulas")
    .argument("<file>", "JSON {snapshots: [...]}, or - for standard input")
    .option("--json", "print the result as JSON, last line of stdout", false)
    .addHelpText("after", "\nExample:\n  synod convergence analyze trajectory.json --json")
    .action(async (file: string, options: { json: boolean }) => {
      const { analyzeConvergence } = await import("./commands/convergence-analyze.ts");
      done(await analyzeConvergence(file, options, io));
    });

  program
    .command("sim")
    .description("the whole swarm in one process under faults, reproducible from its seed")
    .option("--seed <n>", "the seed (default: 1)")
    .option("--seeds <count>", "so many seeds, one after another")
    .option("--from <n>", "the first of --seeds (default: 1)")
    .option("--case <dir>", "a case folder instead of cases made from the seed")
    .option(
      "--without <mechanism>",
      "take a mechanism out, to see that it is missed (no_fence, rows_lost, …)",
    )
    .option("--json", "print the result as JSON, last line of stdout", false)
    .addHelpText(
      "after",
      [
        "",
        "Examples:",
        "  synod sim --seed 42                    one seed; a failing one prints what happened",
        "  synod sim --seeds 1000 --from 5000     many, with a summary",
        "  synod sim --seed 7 --case cases/crane  a case of your own under faults",
        "  synod sim --seed 1 --without no_fence  what a failing seed looks like",
        "",
        "Exit code 1 if an invariant does not hold, or the result is not that of the run without faults.",
      ].join("\n"),
    )
    .action(
      async (options: {
        seed?: string;
        seeds?: string;
        from?: string;
        case?: string;
        without?: string;
        json: boolean;
      }) => {
        const { simCommand } = await import("./commands/sim.ts");
        done(await simCommand(options, io));
      },
    );

  program
    .command("serve")
    .description("every service in this process, on the servers that the environment names")
    .addHelpText("after", "\nExample:\n  SYNOD_DATABASE_URL=postgres://… SYNOD_NATS_URL=nats://… synod serve")
    .action(async () => {
      const { serveCommand } = await import("./commands/serve.ts");
      done(await serveCommand(io));
    });

  const key = program
    .command("key")
    .description("API keys of a tenant")
    .addHelpText("after", "\nExample:\n  SYNOD_DATABASE_URL=postgres://… synod key create --tenant acme");
  key
    .command("create")
    .description("make an API key; it is shown once")
    .requiredOption("--tenant <tenant>", "the tenant it is bound to")
    .option("--name <name>", "what it is for", "default")
    .option("--json", "print the result as JSON, last line of stdout", false)
    .addHelpText("after", "\nExample:\n  SYNOD_DATABASE_URL=postgres://… synod key create --tenant acme")
    .action(async (options: { tenant: string; name: string; json: boolean }) => {
      const { keyCreateCommand } = await import("./commands/key-create.ts");
      done(await keyCreateCommand(options, io));
    });

  program
    .command("migrate")
    .description("bring the database's schema to this version")
    .option("--json", "print the result as JSON, last line of stdout", false)
    .addHelpText("after", "\nExample:\n  SYNOD_DATABASE_URL=postgres://… synod migrate")
    .action(async (options: { json: boolean }) => {
      const { migrateCommand } = await import("./commands/migrate.ts");
      done(await migrateCommand(options, io));
    });

  const bus = program
    .command("bus")
    .description("the wake-up bus")
    .addHelpText("after", "\nExample:\n  synod bus rebuild");
  bus
    .command("rebuild")
    .description("publish a hint for every scope again, from the database")
    .option("--json", "print the result as JSON, last line of stdout", false)
    .addHelpText("after", "\nExample:\n  synod bus rebuild")
    .action(async (options: { json: boolean }) => {
      const { busRebuildCommand } = await import("./commands/bus-rebuild.ts");
      done(await busRebuildCommand(options, io));
    });

  program
    .command("config")
    .description("print the configuration with the origin of each value, secrets redacted")
    .option("--json", "print the result as JSON, last line of stdout", false)
    .addHelpText("after", "\nExample:\n  synod config")
    .action(async (options: { json: boolean }) => {
      const { configCommand } = await import("./commands/config.ts");
      done(configCommand(options, io));
    });

  for (const command of withSubcommands(program)) {
    command.exitOverride().configureOutput(program.configureOutput());
    // A switch is off unless it is given: its help need not say so.
    for (const option of command.options) if (option.defaultValue === false) option.defaultValue = undefined;
  }
  return program;
}

function withSubcommands(command: Command): Command[] {
  return command.commands.flatMap((child) => [child, ...withSubcommands(child)]);
}

function folder(value: string): string {
  if (value.trim() === "") throw new InvalidArgumentError("It names no folder.");
  return value;
}
