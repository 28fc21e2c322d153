import { errors, headers, type MsgHdrs } from "@nats-io/transport-node";
import type { Hint } from "@synod/contracts";
import { hasApiCode } from "./api-code.ts";
import type { Link } from "./link.ts";
import { encodeHint, type OutgoingMessage } from "./message.ts";
import type { NatsSettings } from "./options.ts";
import { ensureStreams } from "./streams.ts";
import { unavailable } from "./unavailable.ts";

export interface PublishPorts {
  readonly link: Link;
  readonly settings: NatsSettings;
  readonly onStream: (created: string) => void;
}

/** Resolves when the stream has all of them. Rejects with SYN_BUS_UNAVAILABLE. A stream that is gone is made again. */
export async function publish(ports: PublishPorts, hints: readonly Hint[]): Promise<void> {
  const { link, settings } = ports;
  const messages = hints.map((hint) => encodeHint(settings, hint));
  try {
    if (!links.has(link)) await makeStreams(ports);
    await sendAll(link, messages).catch(async (error: unknown) => {
      if (!mayBeMissing(error)) throw error;
      await makeStreams(ports);
      // What the stream had already is dropped there by its message id.
      await sendAll(link, messages);
    });
  } catch (error) {
    throw unavailable("publish", error);
  }
}

/** Connections over which the streams were seen. */
const links = new WeakSet<Link>();

async function makeStreams({ link, settings, onStream }: PublishPorts): Promise<void> {
  onStream(await ensureStreams(link.jsm, settings));
  links.add(link);
}

async function sendAll({ js }: Link, messages: readonly OutgoingMessage[]): Promise<void> {
  await Promise.all(
    messages.map(({ subject, id, headers: pairs, body }) =>
      js.publish(subject, body, { msgID: id, headers: toHeaders(pairs), retries: 0 }),
    ),
  );
}

function toHeaders(pairs: OutgoingMessage["headers"]): MsgHdrs {
  const all = headers();
  for (const [name, value] of pairs) all.append(name, value);
  return all;
}

/**
 * Nobody answers for the subject: there is no stream that takes it. Where an outside listener has
 * subscribed to it, there is silence instead. The client wraps its errors more than once.
 */
function mayBeMissing(error: unknown): boolean {
  let reason = error;
  for (let depth = 0; depth < CAUSES_MAX && reason instanceof Error; depth += 1) {
    if (reason instanceof errors.NoRespondersError || reason instanceof errors.TimeoutError) return true;
    if (hasApiCode(reason, "streamNotFound")) return true;
    if (reason instanceof errors.RequestError && reason.isNoResponders()) return true;
    reason = reason.cause;
  }
  return false;
}

const CAUSES_MAX = 4;
