import { NAME_PATTERN, SynodError, type TenantId } from "@synod/core";
import type { CaseOutcome, RoundProgress } from "@synod/sdk";
import type { Io } from "../io.ts";
import { renderRound } from "../render/round.ts";
import { renderVerdict } from "../render/verdict.ts";

export interface RunFlags {
  readonly state?: string;
  readonly profile: string;
  readonly tenant: string;
  readonly json: boolean;
}

/** `synod run DIR`: a case from a folder of documents to its verdict. */
export async function runCommand(dir: string, flags: RunFlags, io: Io): Promise<number> {
  const started = performance.now();
  const tenant = parseTenant(flags.tenant);
  const onRound = (round: RoundProgress) => io.err(renderRound(round, io.style));
  const outcome = await runCase(dir, flags, { tenant, onRound, signal: io.signal }, io);
  const ms = Math.round(performance.now() - started);
  io.err(renderVerdict(outcome, io.style));
  io.err(io.style.dim(`${(ms / 1000).toFixed(1)} s`));
  if (flags.json) io.out(JSON.stringify({ ...outcome.report, ms }));
  return 0;
}

interface RunHooks {
  readonly tenant: TenantId;
  readonly onRound: (round: RoundProgress) => void;
  readonly signal: AbortSignal;
}

async function runCase(dir: string, flags: RunFlags, hooks: RunHooks, io: Io): Promise<CaseOutcome> {
  const sdk = await import("@synod/sdk");
  switch (flags.profile) {
    case "embedded":
      return sdk.runEmbedded(dir, {
        ...hooks,
        env: io.env,
        ...(flags.state === undefined ? {} : { state: flags.state }),
      });
    case "real":
      if (flags.state !== undefined)
        throw new SynodError(
          "SYN_USAGE",
          "--state belongs to the embedded profile: the real one keeps its state in PostgreSQL",
        );
      return sdk.runReal(dir, { ...hooks, env: io.env });
    default:
      throw new SynodError("SYN_USAGE", `--profile ${flags.profile}: it is embedded or real`);
  }
}

function parseTenant(name: string): TenantId {
  if (!NAME_PATTERN.test(name))
    throw new SynodError("SYN_USAGE", `--tenant ${name}: lower-case letters, digits and hyphens, at most 63`);
  return name as TenantId;
}
