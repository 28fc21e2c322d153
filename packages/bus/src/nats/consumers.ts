import { AckPolicy, DeliverPolicy, type ConsumerInfo, type JetStreamManager } from "@nats-io/jetstream";
import { nanos } from "@nats-io/transport-node";
import { HANDLERS, SUBSCRIPTIONS, type HandlerName } from "@synod/core";
import { hasApiCode } from "./api-code.ts";
import { durableName, filterOf, streamName, wakeFilter } from "./names.ts";
import type { NatsSettings } from "./options.ts";

/** A redelivery waits at most this long. */
const BACKOFF_MS_MAX = 5 * 60_000;

/** A consumer that nobody has asked for a while. */
export interface StaleConsumer {
  readonly name: string;
  /** Since anything was delivered or acknowledged, or since it was made. */
  readonly idleMs: number;
  readonly pending: number;
  /** True if it is a handler's of this version: it comes back by itself. */
  readonly isHandlers: boolean;
}

/** Makes the handler's durable consumer if it is not there, and gives it our settings. Returns its name. */
export async function ensureConsumer(
  jsm: JetStreamManager,
  settings: NatsSettings,
  handler: HandlerName,
  nowMs: number,
): Promise<string> {
  const stream = streamName(settings);
  const name = durableName(settings, handler);
  const changeable = {
    filter_subjects: [
      ...SUBSCRIPTIONS[handler].map((type) => filterOf(settings, type)),
      wakeFilter(settings, handler),
    ],
    max_ack_pending: settings.ackPendingMax,
    max_deliver: settings.deliveriesMax,
    ack_wait: nanos(settings.ackWaitMs),
    backoff: backoffMs(settings).map((ms) => nanos(ms)),
  };
  const existing = await infoOf(jsm, stream, name);
  if (existing === null) {
    await addConsumer(jsm, stream, {
      ...changeable,
      durable_name: name,
      ack_policy: AckPolicy.Explicit,
      deliver_policy: DeliverPolicy.StartTime,
      opt_start_time: new Date(nowMs - settings.replayMs).toISOString(),
    });
  } else if (!isAsWanted(existing, changeable)) await jsm.consumers.update(stream, name, changeable);
  return name;
}

/** Consumers of the stream that nobody pulls from and that were idle for `idleMs`; by name prefix if given. */
export async function staleConsumers(
  jsm: JetStreamManager,
  settings: NatsSettings,
  query: { readonly idleMs: number; readonly prefix?: string; readonly nowMs: number },
): Promise<readonly StaleConsumer[]> {
  const ours = new Set(HANDLERS.map((handler) => durableName(settings, handler)));
  const stale: StaleConsumer[] = [];
  for await (const info of jsm.consumers.list(streamName(settings))) {
    const idleMs = query.nowMs - lastActiveMs(info);
    if (info.num_waiting > 0 || idleMs < query.idleMs || !info.name.startsWith(query.prefix ?? "")) continue;
    stale.push({ name: info.name, idleMs, pending: info.num_pending, isHandlers: ours.has(info.name) });
  }
  return stale;
}

/** Removes consumers by name. False in the answer: it was not there. */
export async function removeConsumers(
  jsm: JetStreamManager,
  settings: NatsSettings,
  names: readonly string[],
): Promise<readonly boolean[]> {
  return Promise.all(
    names.map((name) =>
      jsm.consumers.delete(streamName(settings), name).catch((error: unknown) => {
        if (hasApiCode(error, "consumerNotFound")) return false;
        throw error;
      }),
    ),
  );
}

function backoffMs({ ackWaitMs, deliveriesMax }: NatsSettings): number[] {
  return Array.from({ length: deliveriesMax - 1 }, (_, index) =>
    Math.min(ackWaitMs * 2 ** index, Math.max(ackWaitMs, BACKOFF_MS_MAX)),
  );
}

async function addConsumer(
  jsm: JetStreamManager,
  stream: string,
  config: Parameters<JetStreamManager["consumers"]["add"]>[1],
): Promise<void> {
  try {
    await jsm.consumers.add(stream, config);
  } catch (error) {
    // Another instance was first.
    if (!hasApiCode(error, "consumerExists")) throw error;
  }
}

async function infoOf(jsm: JetStreamManager, stream: string, name: string): Promise<ConsumerInfo | null> {
  try {
    return await jsm.consumers.info(stream, name);
  } catch (error) {
    if (hasApiCode(error, "consumerNotFound")) return null;
    throw error;
  }
}

function isAsWanted({ config }: ConsumerInfo, wanted: object): boolean {
  return Object.entries(wanted).every(
    ([key, value]) => JSON.stringify(Reflect.get(config, key)) === JSON.stringify(value),
  );
}

function lastActiveMs(info: ConsumerInfo): number {
  const times = [info.created, info.delivered.last_active, info.ack_floor.last_active];
  return Math.max(...times.map((time) => Date.parse(String(time))).filter((ms) => !Number.isNaN(ms)));
}
