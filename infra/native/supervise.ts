import { spawn, type ChildProcess } from "node:child_process";
import { open, readFile } from "node:fs/promises";
import { Socket } from "node:net";
import { SynodError } from "../../packages/core/src/errors/synod-error.ts";

export interface SuperviseOptions {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly logFile: string;
  readonly env?: NodeJS.ProcessEnv;
  readonly uid?: number;
  readonly gid?: number;
  /** What asks the server to end in good order. */
  readonly stopSignal?: "TERM" | "INT";
  /** True once the server answers; asked again until then. */
  readonly isReady: () => Promise<boolean>;
  readonly readyMsMax?: number;
}

export interface Supervised {
  readonly pid: number;
  /** Ends the server, by force after 10 s; resolves when it is gone. Again: a no-op. */
  readonly stop: () => Promise<void>;
  /** Ends it at once, as a crash would. */
  readonly kill: () => Promise<void>;
}

const READY_MS_MAX = 60_000;
const POLL_MS = 25;
const STOP_MS_MAX = 10_000;
const LOG_LINES_SHOWN = 8;

/**
 * Starts a server that ends with this process, however this process ends: a small shell holds a pipe from
 * here and ends the server when the pipe closes. Rejects with SYN_SERVER_FAILED and the log's last lines.
 */
export async function supervise(options: SuperviseOptions): Promise<Supervised> {
  const { name, command, args, logFile, stopSignal = "TERM" } = options;
  const log = await open(logFile, "a");
  const shell = spawn("/bin/sh", ["-c", WATCH, "synod-watch", stopSignal, command, ...args], {
    cwd: "/",
    env: options.env ?? process.env,
    stdio: ["pipe", "pipe", log.fd],
    detached: true,
    ...(options.uid === undefined ? {} : { uid: options.uid, gid: options.gid ?? options.uid }),
  });
  const ended = new Promise<void>((resolve) => {
    shell.once("close", () => resolve());
    shell.once("error", () => resolve());
  });
  // The watching half of the shell ends when the pipe does.
  shell.once("exit", () => shell.stdin?.destroy());
  await log.close();
  try {
    const pid = await firstNumber(shell, ended);
    await untilReady(shell, options);
    letGo(shell);
    return {
      pid,
      stop: () => end(pid, `SIG${stopSignal}`, shell, ended),
      kill: () => end(pid, "SIGKILL", shell, ended),
    };
  } catch (error) {
    shell.stdin?.destroy();
    await ended;
    const tail = (await readFile(logFile, "utf8")).trim().split("\n").slice(-LOG_LINES_SHOWN).join("\n");
    const reason = error instanceof Error ? error.message : String(error);
    throw new SynodError("SYN_SERVER_FAILED", `${name}: ${reason}; its log ${logFile} ends with:\n${tail}`, {
      cause: error,
    });
  }
}

/**
 * $1: signal, rest: the server. Prints the server's process id, then waits for it. When standard input
 * closes, the server is asked to end, and after 10 s it is ended. The server has neither pipe.
 */
const WATCH = `
signal=$1; shift
exec 3<&0
"$@" 3<&- </dev/null >&2 &
server=$!
echo "$server"
exec >&-
(
  cat <&3 >/dev/null
  kill -s "$signal" "$server" 2>/dev/null
  tries=0
  while kill -0 "$server" 2>/dev/null && [ "$tries" -lt 100 ]; do sleep 0.1; tries=$((tries + 1)); done
  kill -s KILL "$server" 2>/dev/null
) &
exec 3<&-
wait "$server"
code=$?
kill "$!" 2>/dev/null
exit "$code"
`;

async function firstNumber(shell: ChildProcess, ended: Promise<void>): Promise<number> {
  const line = new Promise<string>((resolve) =>
    shell.stdout?.once("data", (chunk: Buffer) => resolve(chunk.toString())),
  );
  const text = await Promise.race([line, ended.then(() => "")]);
  const pid = Number.parseInt(text, 10);
  if (!Number.isSafeInteger(pid)) throw new Error("it could not be started");
  return pid;
}

async function untilReady(
  shell: ChildProcess,
  { isReady, readyMsMax = READY_MS_MAX }: SuperviseOptions,
): Promise<void> {
  const deadlineMs = performance.now() + readyMsMax;
  while (performance.now() < deadlineMs) {
    if (shell.exitCode !== null || shell.signalCode !== null)
      throw new Error(`it ended with exit code ${shell.exitCode}`);
    if (await isReady()) return;
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
  throw new Error(`it did not answer within ${readyMsMax} ms`);
}

async function end(
  pid: number,
  signal: NodeJS.Signals,
  shell: ChildProcess,
  ended: Promise<void>,
): Promise<void> {
  if (shell.exitCode !== null || shell.signalCode !== null) return;
  shell.ref();
  signalQuietly(pid, signal);
  const force = setTimeout(() => signalQuietly(pid, "SIGKILL"), STOP_MS_MAX);
  await ended;
  clearTimeout(force);
}

/** The process may be gone already. */
function signalQuietly(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "ESRCH")) throw error;
  }
}

/** A server that still runs keeps no program from ending. */
function letGo(shell: ChildProcess): void {
  shell.unref();
  for (const pipe of [shell.stdin, shell.stdout]) if (pipe instanceof Socket) pipe.unref();
}
