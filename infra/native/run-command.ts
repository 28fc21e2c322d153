import { spawn } from "node:child_process";
import { SynodError } from "../../packages/core/src/errors/synod-error.ts";

export interface RunOptions {
  readonly env?: NodeJS.ProcessEnv;
  readonly cwd?: string;
  readonly uid?: number;
  readonly gid?: number;
  readonly timeoutMs: number;
  /** Said on stderr now, and with the time it took so far every 15 s. */
  readonly progress?: string;
}

const OUTPUT_BYTES_MAX = 64 * 1024;
const PROGRESS_MS = 15_000;

/** Runs a command to its end. Rejects with SYN_SERVER_FAILED and the last of what it printed. */
export async function runCommand(
  command: string,
  args: readonly string[],
  options: RunOptions,
): Promise<string> {
  const { timeoutMs, progress, ...spawning } = options;
  const child = spawn(command, args, { ...spawning, stdio: ["ignore", "pipe", "pipe"], timeout: timeoutMs });
  let output = "";
  const keep = (chunk: Buffer): void => {
    output = (output + chunk.toString()).slice(-OUTPUT_BYTES_MAX);
  };
  child.stdout.on("data", keep);
  child.stderr.on("data", keep);
  const stopProgress = progress === undefined ? () => undefined : showProgress(progress);
  try {
    const failure = await new Promise<string | null>((resolve) => {
      child.once("error", (error) => resolve(error.message));
      child.once("close", (code, signal) =>
        resolve(code === 0 ? null : `ended with ${signal ?? `exit code ${code}`}`),
      );
    });
    if (failure === null) return output;
    throw new SynodError(
      "SYN_SERVER_FAILED",
      `${command} ${args.join(" ")}: ${failure}\n${output.trim()}`.trim(),
    );
  } finally {
    stopProgress();
  }
}

function showProgress(text: string): () => void {
  const startMs = performance.now();
  process.stderr.write(`${text} …\n`);
  const timer = setInterval(() => {
    process.stderr.write(`${text} … ${Math.round((performance.now() - startMs) / 1000)} s\n`);
  }, PROGRESS_MS);
  return () => clearInterval(timer);
}
