import { pino, type DestinationStream } from "pino";
import type { Logger } from "@synod/contracts";
import type { Redact } from "./redact.ts";
import type { Config } from "./settings.ts";
import { currentTrace } from "./trace-context.ts";

export interface LoggerOptions {
  readonly name: string;
  readonly level: Config["log_level"];
  readonly redact: Redact;
  /** Default: standard output. */
  readonly destination?: DestinationStream;
}

/** One JSON object a line, with the ids of the trace it belongs to; every text passes the redactor. */
export function createLogger({ name, level, redact, destination }: LoggerOptions): Logger {
  const options = {
    name,
    level,
    base: { service: name, pid: process.pid },
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
    mixin: currentTrace,
    // The whole line, after it was made: whatever a field is called and however deep it stands.
    hooks: { streamWrite: redact },
  };
  const logger = destination === undefined ? pino(options) : pino(options, destination);
  return {
    debug: (fields, message) => logger.debug(fields, message),
    info: (fields, message) => logger.info(fields, message),
    warn: (fields, message) => logger.warn(fields, message),
    error: (fields, message) => logger.error(fields, message),
  };
}
