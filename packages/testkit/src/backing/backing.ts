import { fromDocker } from "./from-docker.ts";
import { fromEnvironment } from "./from-environment.ts";
import { fromNative } from "./from-native.ts";
import type { Backing, ServerKind, Source } from "./server.ts";

const SOURCES: readonly Source[] = [fromEnvironment, fromDocker, fromNative];

/**
 * Each wanted server from the first source that has it: the environment's URL, a container if a Docker
 * engine answers, a native process. Never rejects: what cannot be had comes with the reason.
 */
export async function backingServers(
  want: readonly ServerKind[],
): Promise<Readonly<Record<ServerKind, Backing>>> {
  const get = async (server: ServerKind): Promise<Backing> =>
    want.includes(server) ? firstOf(server) : { kind: "absent", reason: "not asked for" };
  const [postgres, nats, s3, openfga] = await Promise.all([
    get("postgres"),
    get("nats"),
    get("s3"),
    get("openfga"),
  ]);
  return { postgres, nats, s3, openfga };
}

async function firstOf(server: ServerKind): Promise<Backing> {
  const reasons: string[] = [];
  for (const source of SOURCES) {
    try {
      const running = await source(server);
      if (running !== null) return { kind: "ready", ...running };
    } catch (error) {
      reasons.push(error instanceof Error ? error.message : String(error));
    }
  }
  return {
    kind: "absent",
    reason: reasons.length > 0 ? reasons.join("; ") : `no way to start ${server} here`,
  };
}
