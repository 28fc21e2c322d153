import type { Socket } from "node:net";
import { SynodError } from "@synod/core";
import { PROBLEM_TYPE, problemOf } from "./problem.ts";

/** Errors of the HTTP library: what the client did wrong, in Synod's words. */
export function httpError(error: unknown): unknown {
  if (error instanceof SynodError || !(error instanceof Error)) return error;
  const status = "statusCode" in error && typeof error.statusCode === "number" ? error.statusCode : 500;
  const as = (code: ConstructorParameters<typeof SynodError>[0]) =>
    new SynodError(code, error.message, { cause: error });
  if (isTooLarge(error)) return as("SYN_DOCUMENT_TOO_LARGE");
  if (status === 415) return as("SYN_CONTENT_TYPE");
  if (status >= 400 && status < 500) return as("SYN_REQUEST_INVALID");
  return error;
}

const TOO_LARGE: ReadonlySet<unknown> = new Set(["FST_ERR_CTP_BODY_TOO_LARGE", "FST_REQ_FILE_TOO_LARGE"]);

/** The body or its file is over the limit; other limits of a form are about its parts. */
export function isTooLarge(error: Error): boolean {
  return "code" in error && TOO_LARGE.has(error.code);
}

/** Answers what is no HTTP request at all, came too slowly or has too many headers, and hangs up. */
export function answerBrokenRequest(error: Error & { readonly code?: string }, socket: Socket): void {
  if (error.code === "ECONNRESET" || !socket.writable) {
    socket.destroy();
    return;
  }
  const { status, reason, detail } = brokenRequest(error.code);
  const problem = { ...problemOf(new SynodError("SYN_REQUEST_INVALID", detail)), status };
  const body = JSON.stringify(problem);
  const head = [
    `HTTP/1.1 ${status} ${reason}`,
    `content-type: ${PROBLEM_TYPE}`,
    `content-length: ${Buffer.byteLength(body)}`,
    "connection: close",
  ];
  socket.end(`${head.join("\r\n")}\r\n\r\n${body}`);
}

function brokenRequest(code: string | undefined): { status: number; reason: string; detail: string } {
  switch (code) {
    case "ERR_HTTP_REQUEST_TIMEOUT":
      return { status: 408, reason: "Request Timeout", detail: "the request took too long to arrive" };
    case "HPE_HEADER_OVERFLOW":
      return { status: 431, reason: "Request Header Fields Too Large", detail: "the headers are too large" };
    default:
      return { status: 400, reason: "Bad Request", detail: "this is no HTTP request" };
  }
}
