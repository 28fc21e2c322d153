import {
  DiscardPolicy,
  RetentionPolicy,
  StorageType,
  type JetStreamManager,
  type StreamConfig,
} from "@nats-io/jetstream";
import { nanos } from "@nats-io/transport-node";
import { hasApiCode } from "./api-code.ts";
import { deadStreamName, deadSubject, streamName } from "./names.ts";
import type { NatsSettings } from "./options.ts";

const DEAD_AGE_MS = 30 * 24 * 60 * 60_000;
const DEAD_BYTES_MAX = 64 * 1024 * 1024;
const DUPLICATE_WINDOW_MS = 2 * 60_000;

/** Makes the two streams if they are not there, and gives them our settings. Returns when the hints' stream was made. */
export async function ensureStreams(jsm: JetStreamManager, settings: NatsSettings): Promise<string> {
  const common = {
    retention: RetentionPolicy.Limits,
    storage: StorageType.File,
    discard: DiscardPolicy.New,
    num_replicas: settings.replicas,
  };
  await ensureStream(jsm, {
    ...common,
    name: deadStreamName(settings),
    subjects: [deadSubject(settings, "*")],
    max_age: nanos(DEAD_AGE_MS),
    max_bytes: Math.min(DEAD_BYTES_MAX, settings.streamBytesMax),
  });
  return ensureStream(jsm, {
    ...common,
    name: streamName(settings),
    subjects: [`${settings.namespace}.*.*.>`],
    max_age: nanos(settings.streamAgeMsMax),
    max_bytes: settings.streamBytesMax,
    duplicate_window: nanos(Math.min(DUPLICATE_WINDOW_MS, settings.streamAgeMsMax)),
  });
}

async function ensureStream(
  jsm: JetStreamManager,
  config: Partial<StreamConfig> & { readonly name: string },
): Promise<string> {
  try {
    return (await jsm.streams.add(config)).created;
  } catch (error) {
    if (!hasApiCode(error, "streamNameInUse")) throw error;
    const { name, retention: _retention, storage: _storage, ...updatable } = config;
    return (await jsm.streams.update(name, updatable)).created;
  }
}
