import type { IncomingMessage, ServerResponse } from "node:http";
import { SynodError } from "@synod/core";
import type { HttpBounds } from "./bounds.ts";

/**
 * Counts requests at work and the bytes they may bring. What is counted is given back when the connection
 * is done with the answer or breaks, whatever became of the handler. Throws SYN_OVERLOADED.
 */
export function createBusyGuard(
  { inFlightMax, inFlightBytesMax }: Pick<HttpBounds, "inFlightMax" | "inFlightBytesMax">,
  bodyBytesMax: number,
): (request: IncomingMessage, response: ServerResponse) => void {
  let [requests, bytes] = [0, 0];
  return (request, response) => {
    const announced = announcedBytes(request, bodyBytesMax);
    if (requests >= inFlightMax)
      throw new SynodError("SYN_OVERLOADED", `${inFlightMax} requests are at work`);
    if (requests > 0 && bytes + announced > inFlightBytesMax)
      throw new SynodError("SYN_OVERLOADED", `bodies of ${bytes} bytes are at work`);
    requests += 1;
    bytes += announced;
    response.once("close", () => {
      requests -= 1;
      bytes -= announced;
    });
  };
}

/** A body that does not say how long it is may be as long as is allowed. */
function announcedBytes({ method, headers }: IncomingMessage, bodyBytesMax: number): number {
  if (method === "GET" || method === "HEAD") return 0;
  const length = Number(headers["content-length"] ?? bodyBytesMax);
  return Number.isSafeInteger(length) && length >= 0 ? Math.min(length, bodyBytesMax) : bodyBytesMax;
}
