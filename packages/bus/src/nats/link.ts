import { jetstream, jetstreamManager, type JetStreamClient, type JetStreamManager } from "@nats-io/jetstream";
import { connect, type NatsConnection } from "@nats-io/transport-node";
import { SynodError } from "@synod/core";
import type { NatsSettings } from "./options.ts";
import { unavailable } from "./unavailable.ts";

/** A connection that is up, with what is done over it. */
export interface Link {
  readonly nc: NatsConnection;
  readonly js: JetStreamClient;
  readonly jsm: JetStreamManager;
  /** False while the client is looking for the server again. */
  isUp(): boolean;
}

/** Connects when it is first needed, and for ever after: the client itself reconnects without end. */
export class LinkKeeper {
  readonly #settings: NatsSettings;
  #link: Promise<Link> | null = null;
  #isClosed = false;

  constructor(settings: NatsSettings) {
    this.#settings = settings;
  }

  /** Rejects with SYN_BUS_UNAVAILABLE at once while the server is away. */
  async up(): Promise<Link> {
    if (this.#isClosed) throw new SynodError("SYN_BUS_UNAVAILABLE", "the bus is closed");
    this.#link ??= this.#open();
    const link = await this.#link;
    if (!link.isUp()) throw new SynodError("SYN_BUS_UNAVAILABLE", "the connection is down");
    return link;
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    const link = await this.#link?.catch(() => null);
    await link?.nc.close();
  }

  async #open(): Promise<Link> {
    const { url, token, clientName, requestMsMax } = this.#settings;
    try {
      const nc = await connect({
        servers: url.split(","),
        name: clientName,
        timeout: requestMsMax,
        maxReconnectAttempts: -1,
        reconnectTimeWait: 200,
        reconnectJitter: 200,
        pingInterval: 10_000,
        maxPingOut: 2,
        noAsyncTraces: true,
        ...(token === undefined ? {} : { token }),
      });
      const link = this.#watch(nc, await jetstreamManager(nc, { checkAPI: false, timeout: requestMsMax }));
      if (this.#isClosed) await nc.close();
      return link;
    } catch (error) {
      this.#link = null;
      throw unavailable("connect", error);
    }
  }

  #watch(nc: NatsConnection, jsm: JetStreamManager): Link {
    let isUp = true;
    void (async () => {
      for await (const status of nc.status()) {
        if (status.type === "disconnect" || status.type === "staleConnection") isUp = false;
        if (status.type === "reconnect") isUp = true;
      }
    })();
    void nc.closed().then(() => {
      isUp = false;
      this.#link = null;
    });
    return { nc, jsm, js: jetstream(nc, { timeout: this.#settings.requestMsMax }), isUp: () => isUp };
  }
}
