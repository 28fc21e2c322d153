import type { Clock, Logger } from "@synod/contracts";

export interface NatsBusOptions {
  /** `nats://host:port`, several separated by commas. */
  readonly url: string;
  readonly token?: string;
  /** First token of the subjects and, in capitals, the stream's name: a bus of one's own. Default `synod`. */
  readonly namespace?: string;
  /** Shown by the server; say who it is. Default `synod`. */
  readonly clientName?: string;
  /** Copies of each message in a NATS cluster. Default 1. */
  readonly replicas?: number;
  /** A delivery without an answer for so long comes again; each time it waits twice as long. Default 30 s. */
  readonly ackWaitMs?: number;
  /** Unanswered deliveries of one handler, all instances together. Default 1,024. */
  readonly ackPendingMax?: number;
  /** Deliveries of one hint; after that the sweep finds its scope. Default 8. */
  readonly deliveriesMax?: number;
  /** Bytes of an event's body that ride along; longer ones are named, not carried. Default 256 KiB. */
  readonly bodyBytesMax?: number;
  /** Bytes and age that the stream keeps; a full stream refuses new hints. Default 512 MiB and 1 h. */
  readonly streamBytesMax?: number;
  readonly streamAgeMsMax?: number;
  /** How far back a new consumer begins. Default 5 min. */
  readonly replayMs?: number;
  /** Default 5 s. */
  readonly requestMsMax?: number;
  /** Called when the stream is found to be another one than before: hints may have been lost. */
  readonly onStreamReplaced?: () => void;
  readonly clock?: Clock;
  /** Told when a subscription breaks; it goes on by itself. */
  readonly logger?: Pick<Logger, "warn">;
}

export type NatsSettings = Required<Omit<NatsBusOptions, "token" | "onStreamReplaced" | "clock" | "logger">> &
  Pick<NatsBusOptions, "token" | "onStreamReplaced">;

export function settingsOf(options: NatsBusOptions): NatsSettings {
  return {
    namespace: "synod",
    clientName: "synod",
    replicas: 1,
    ackWaitMs: 30_000,
    ackPendingMax: 1_024,
    deliveriesMax: 8,
    bodyBytesMax: 256 * 1024,
    streamBytesMax: 512 * 1024 * 1024,
    streamAgeMsMax: 60 * 60_000,
    replayMs: 5 * 60_000,
    requestMsMax: 5_000,
    ...options,
  };
}
