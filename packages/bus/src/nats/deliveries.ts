import type { JsMsg } from "@nats-io/jetstream";
import type { HandlerName } from "@synod/core";
import type { Clock, Delivery, Logger, SubscribeOptions } from "@synod/contracts";
import { ensureConsumer } from "./consumers.ts";
import type { Link, LinkKeeper } from "./link.ts";
import { decodeHint } from "./message.ts";
import { deadSubject, streamName } from "./names.ts";
import type { NatsSettings } from "./options.ts";
import { Slots } from "./slots.ts";
import { ensureStreams } from "./streams.ts";
import { unavailable } from "./unavailable.ts";

export interface DeliveryPorts {
  readonly keeper: LinkKeeper;
  readonly settings: NatsSettings;
  readonly clock: Clock;
  readonly logger: Pick<Logger, "warn"> | null;
  /** Told which stream it is: by the time when it was made. */
  readonly onStream: (created: string) => void;
}

/** Between attempts to get a consumer again: soon at first, then every 2 s. */
const RETRY_MS = [50, 100, 200, 500, 1_000] as const;
const RETRY_MS_MAX = 2_000;
/** The server's sign of life; two missed ones and the consumer is looked at. */
const HEARTBEAT_MS = 5_000;

/**
 * Hints for one handler, pushed by the server as they come. Whatever ends a session (the server gone, the
 * stream or consumer deleted) begins the next: connect, make what is missing, go on.
 */
export async function* deliveries(
  ports: DeliveryPorts,
  handler: HandlerName,
  { signal, inFlightMax }: SubscribeOptions,
): AsyncGenerator<Delivery> {
  const slots = new Slots(inFlightMax);
  let failures = 0;
  while (!signal.aborted) {
    try {
      for await (const delivery of session(ports, handler, slots, signal)) {
        failures = 0;
        yield delivery;
      }
    } catch (error) {
      if (signal.aborted) return;
      ports.logger?.warn(
        { handler, cause: unavailable("consume", error).detail },
        "the subscription broke; trying again",
      );
    }
    await ports.clock.sleep(RETRY_MS[failures] ?? RETRY_MS_MAX, signal);
    failures += 1;
  }
}

async function* session(
  ports: DeliveryPorts,
  handler: HandlerName,
  slots: Slots,
  signal: AbortSignal,
): AsyncGenerator<Delivery> {
  const { keeper, settings } = ports;
  const link = await unlessAborted(keeper.up(), signal);
  const consumer = await unlessAborted(prepare(ports, link, handler), signal);
  const messages = await consumer.consume({
    max_messages: slots.max,
    idle_heartbeat: HEARTBEAT_MS,
    abort_on_missing_resource: true,
  });
  const stop = (): void => messages.stop();
  signal.addEventListener("abort", stop);
  if (signal.aborted) stop();
  try {
    for await (const message of messages) {
      const release = await slots.take(message.seq, signal);
      if (release === null) {
        // Fetched ahead and not handed out: another instance need not wait for it.
        message.nak();
        continue;
      }
      const delivery = toDelivery(link, message, release);
      if (delivery !== null) yield delivery;
      else await bury(link, settings, handler, message);
    }
  } finally {
    signal.removeEventListener("abort", stop);
    stop();
  }
}

async function prepare(
  { settings, clock, onStream }: DeliveryPorts,
  { js, jsm }: Link,
  handler: HandlerName,
) {
  onStream(await ensureStreams(jsm, settings));
  const name = await ensureConsumer(jsm, settings, handler, clock.now());
  return js.consumers.get(streamName(settings), name);
}

function toDelivery({ nc }: Link, message: JsMsg, release: () => void): Delivery | null {
  const head = decodeHint(message.subject, (name) => message.headers?.get(name) || null);
  if (head === null) {
    release();
    return null;
  }
  /** After the connection was closed nobody hears an answer: the hint comes again, to another. */
  const answer = (say: () => void): void => {
    if (!nc.isClosed()) say();
  };
  return {
    ...head,
    redeliveries: message.info.deliveryCount - 1,
    ack() {
      answer(() => message.ack());
      release();
    },
    nak(delayMs) {
      answer(() => message.nak(Math.max(0, delayMs)));
      release();
    },
    working: () => answer(() => message.working()),
  };
}

/** What cannot be read is put aside for a person and never comes again. */
async function bury(
  { js }: Link,
  settings: NatsSettings,
  handler: HandlerName,
  message: JsMsg,
): Promise<void> {
  const headers = message.headers;
  await js.publish(deadSubject(settings, handler), message.data, {
    msgID: `${message.info.stream}:${message.seq}:${handler}`,
    ...(headers === undefined ? {} : { headers }),
  });
  message.term("not a hint");
}

/** Nobody waits for a server that is away after the subscription is no longer wanted. */
async function unlessAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  const aborted = Promise.withResolvers<never>();
  const reject = (): void => aborted.reject(signal.reason);
  signal.addEventListener("abort", reject);
  if (signal.aborted) reject();
  try {
    return await Promise.race([work, aborted.promise]);
  } finally {
    signal.removeEventListener("abort", reject);
  }
}
