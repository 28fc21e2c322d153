import type { HandlerName } from "@synod/core";
import type { Bus, Delivery, Hint, SubscribeOptions } from "@synod/contracts";
import { SynodError } from "@synod/core";
import { systemClock } from "../system-clock.ts";
import type { StaleConsumer } from "./consumers.ts";
import type { Link } from "./link.ts";
import { settingsOf, type NatsBusOptions } from "./options.ts";
import type * as NatsClient from "./session.ts";
import { unavailable } from "./unavailable.ts";

export interface NatsBus extends Bus {
  /** Consumers of the stream that nobody pulls from and that were idle for so long. */
  listStaleConsumers(query: {
    readonly idleMs: number;
    readonly prefix?: string;
  }): Promise<readonly StaleConsumer[]>;
  /** False in the answer: there was no such consumer. A handler's own comes back when it runs. */
  removeConsumers(names: readonly string[]): Promise<readonly boolean[]>;
}

/**
 * The bus on NATS JetStream. It connects when it is first used and reconnects for ever; the stream and
 * the handlers' consumers are made if they are not there, at any time. Methods reject with SYN_BUS_UNAVAILABLE.
 */
export function createNatsBus(options: NatsBusOptions): NatsBus {
  const settings = settingsOf(options);
  const { clock = systemClock, logger = null } = options;
  const closing = new AbortController();
  let session: Promise<Session> | null = null;
  let streamCreated: string | null = null;

  async function open(): Promise<Session> {
    if (closing.signal.aborted) throw new SynodError("SYN_BUS_UNAVAILABLE", "the bus is closed");
    session ??= import("./session.ts").then((client) => ({
      client,
      keeper: new client.LinkKeeper(settings),
    }));
    return session;
  }

  /** The stream's birthday tells one from the next. */
  function onStream(created: string): void {
    const isReplaced = streamCreated !== null && streamCreated !== created;
    streamCreated = created;
    if (isReplaced) settings.onStreamReplaced?.();
  }

  async function withLink<T>(
    doing: string,
    work: (link: Link, client: Session["client"]) => Promise<T>,
  ): Promise<T> {
    try {
      const { client, keeper } = await open();
      return await work(await keeper.up(), client);
    } catch (error) {
      throw unavailable(doing, error);
    }
  }

  return {
    async publish(hints: readonly Hint[]) {
      await withLink("publish", (link, client) => client.publish({ link, settings, onStream }, hints));
    },

    async *subscribe(
      handler: HandlerName,
      { signal, inFlightMax }: SubscribeOptions,
    ): AsyncGenerator<Delivery> {
      const { client, keeper } = await open();
      const wanted = AbortSignal.any([signal, closing.signal]);
      yield* client.deliveries({ keeper, settings, clock, logger, onStream }, handler, {
        signal: wanted,
        inFlightMax,
      });
    },

    async ping() {
      await withLink("ping", (link) => link.nc.flush());
    },

    listStaleConsumers: (query) =>
      withLink("list consumers", (link, client) =>
        client.staleConsumers(link.jsm, settings, { ...query, nowMs: clock.now() }),
      ),

    removeConsumers: (names) =>
      withLink("remove consumers", (link, client) => client.removeConsumers(link.jsm, settings, names)),

    async close() {
      closing.abort();
      await (await session)?.keeper.close();
    },
  };
}

interface Session {
  readonly client: typeof NatsClient;
  readonly keeper: InstanceType<typeof NatsClient.LinkKeeper>;
}
