import { toSynodError } from "@synod/core";
import type { Clock } from "@synod/contracts";
import type { Redact } from "./redact.ts";
import type { Registry } from "./registry.ts";

/** An HTTP answer, whatever server sends it. */
export interface HealthAnswer {
  readonly status: number;
  readonly contentType: string;
  readonly body: string;
}

/** The three health routes as plain functions: node:http and fastify mount the same ones. */
export interface Health {
  readonly routes: Readonly<Record<"/livez" | "/readyz" | "/metrics", () => Promise<HealthAnswer>>>;
  /** From now on `/readyz` says 503: no new work, please. */
  drain(): void;
}

export interface HealthOptions {
  readonly service: string;
  /** By name; each resolves if its dependency answers. */
  readonly dependencies: Readonly<Record<string, () => Promise<void>>>;
  readonly metrics: Pick<Registry, "text" | "contentType">;
  readonly clock: Clock;
  readonly redact: Redact;
}

/** One line of `/readyz`. */
interface DependencyHealth {
  readonly name: string;
  readonly ok: boolean;
  readonly ms: number;
  readonly error: { readonly code: string; readonly cause: string } | null;
}

const PING_MS_MAX = 2_000;
/** Probes that come faster than this share one answer. */
const FRESH_MS = 500;

export function createHealth(options: HealthOptions): Health {
  const { service, dependencies, metrics, clock } = options;
  let draining = false;
  let last: { readonly at: number; readonly checks: Promise<readonly DependencyHealth[]> } | null = null;

  function checked(): Promise<readonly DependencyHealth[]> {
    if (last !== null && clock.monotonic() - last.at < FRESH_MS) return last.checks;
    const checks = Promise.all(
      Object.entries(dependencies).map(([name, ping]) => check(name, ping, options)),
    );
    last = { at: clock.monotonic(), checks };
    return checks;
  }

  return {
    drain() {
      draining = true;
    },
    routes: {
      "/livez": async () => json(200, { status: "alive", service }),
      "/readyz": async () => {
        const found = await checked();
        const status = draining ? "draining" : found.every(({ ok }) => ok) ? "ready" : "unavailable";
        return json(status === "ready" ? 200 : 503, { status, service, dependencies: found });
      },
      "/metrics": async () => ({ status: 200, contentType: metrics.contentType, body: metrics.text() }),
    },
  };
}

async function check(
  name: string,
  ping: () => Promise<void>,
  { clock, redact }: HealthOptions,
): Promise<DependencyHealth> {
  const start = clock.monotonic();
  const over = new AbortController();
  const late = clock.sleep(PING_MS_MAX, over.signal).then(() => {
    throw new Error(`no answer within ${PING_MS_MAX} ms`);
  });
  try {
    await Promise.race([ping(), late]);
    return { name, ok: true, ms: elapsed(start, clock), error: null };
  } catch (thrown) {
    const { code, detail } = toSynodError(thrown);
    return { name, ok: false, ms: elapsed(start, clock), error: { code, cause: redact(detail) } };
  } finally {
    late.catch(() => undefined);
    over.abort();
  }
}

function elapsed(start: number, clock: Clock): number {
  return Math.round((clock.monotonic() - start) * 10) / 10;
}

function json(status: number, value: object): HealthAnswer {
  return { status, contentType: "application/json; charset=utf-8", body: JSON.stringify(value) };
}
