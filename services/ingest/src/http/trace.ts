import type { Random } from "@synod/contracts";
import type { Tracer } from "@synod/runtime";
import { formatTraceparent, inTrace, parseTraceparent } from "@synod/runtime/service";

const SAMPLED = 1;

/**
 * Runs a request in the client's trace, or in a new one that starts here. The traceparent it is given
 * stands in the events it appends, so that one trace runs from the request to the verdict.
 */
export function inRequestTrace<Result>(
  ports: { readonly tracer: Tracer; readonly random: Random },
  header: string | string[] | undefined,
  route: string,
  work: (traceparent: string | null) => Promise<Result>,
): Promise<Result> {
  const given = parseTraceparent(typeof header === "string" ? header : null);
  const parent = formatTraceparent(given ?? newTrace(ports.random));
  return inTrace(parent, () => ports.tracer.span({ name: "request", parent, attributes: { route } }, work));
}

function newTrace(random: Random) {
  const hex = (bytes: number) => Buffer.from(random.bytes(bytes)).toString("hex");
  return { traceId: hex(16), spanId: hex(8), flags: SAMPLED };
}
