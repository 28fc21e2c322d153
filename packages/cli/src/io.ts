import { SynodError } from "@synod/core";
import { writeSync } from "node:fs";
import { styleFor, type Style } from "./render/style.ts";

/** What a command may touch of the process: so that tests can run one in their own. */
export interface Io {
  readonly env: NodeJS.ProcessEnv;
  /** Style of what goes to stderr. */
  readonly style: Style;
  /** One line to stdout: results only. False once nobody reads them any more. Throws SYN_DISK_FULL. */
  out(line: string): boolean;
  /** One line to stderr: progress and errors. */
  err(line: string): void;
  /** Whole standard input as UTF-8, at most `bytesMax`. */
  stdin(bytesMax: number): Promise<string>;
  readonly signal: AbortSignal;
}

/** The process's own streams. Writes are synchronous: nothing is lost when the process exits. */
export function processIo(signal: AbortSignal): Io {
  return {
    env: process.env,
    style: styleFor(process.stderr, process.env),
    out: (line) => writeLine(1, line),
    err: (line) => void writeLine(2, line),
    stdin: readStdin,
    signal,
  };
}

/** A pipe that is full answers EAGAIN, and one whose reader has gone EPIPE: false. */
function writeLine(fd: 1 | 2, line: string): boolean {
  let rest = Buffer.from(`${line}\n`, "utf8");
  while (rest.length > 0) {
    try {
      rest = rest.subarray(writeSync(fd, rest));
    } catch (error) {
      const code = error instanceof Error && "code" in error ? error.code : null;
      if (code === "EAGAIN") {
        Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1);
        continue;
      }
      // Where even stderr goes nowhere, there is nobody to tell.
      if (code === "EPIPE" || fd === 2) return false;
      const where = "standard output cannot be written";
      if (code === "ENOSPC") throw new SynodError("SYN_DISK_FULL", where, { cause: error });
      throw error;
    }
  }
  return true;
}

async function readStdin(bytesMax: number): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of process.stdin as AsyncIterable<unknown>) {
    const bytes = Buffer.isBuffer(chunk) ? chunk : Buffer.from(String(chunk));
    size += bytes.length;
    if (size > bytesMax) throw new Error(`standard input has more than ${bytesMax} bytes`);
    chunks.push(bytes);
  }
  return Buffer.concat(chunks).toString("utf8");
}
