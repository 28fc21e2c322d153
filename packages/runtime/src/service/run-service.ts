import { toSynodError, type SynodError } from "@synod/core";
import type { Clock, Logger, Random } from "@synod/contracts";
import type { AnyHandler } from "../handler.ts";
import { DEFAULT_LIMITS, type Limits } from "../limits.ts";
import { startSwarm } from "../swarm.ts";
import { systemClock, systemRandom } from "../system.ts";
import type { Adapters } from "./adapters.ts";
import { loadConfig, type ConfigSources } from "./config.ts";
import { serveHealth } from "./health-server.ts";
import { createHealth, type Health } from "./health.ts";
import { readMasterKey } from "./keys.ts";
import { createLogger } from "./logger.ts";
import { createMetrics } from "./metrics.ts";
import { openPorts, type ServicePorts } from "./ports.ts";
import { redactorOf, redactUrl, type Redact } from "./redact.ts";
import { settingsSchema, type Config } from "./settings.ts";
import { startTelemetry } from "./telemetry.ts";

export interface ServiceDefinition {
  /** `governor`, as it is called in logs, metrics and traces. */
  readonly name: string;
  /** Asks the ports for what it needs: only that is opened, and shown in `/readyz`. */
  readonly handlers: (ports: ServicePorts) => Promise<readonly AnyHandler[]>;
  /** A server of the service's own, in place of the one that answers health alone; it mounts `health.routes`. */
  readonly serve?: (
    ports: ServicePorts,
    health: Health,
  ) => Promise<{ readonly port: number; close(): Promise<void> }>;
}

export interface ServiceEnvironment extends ConfigSources {
  readonly adapters: Adapters;
  /** Aborts: drain. */
  readonly stop: AbortSignal;
  readonly clock?: Clock;
  readonly random?: Random;
  /** Default: JSON lines on standard output. */
  readonly logger?: (config: Config, redact: Redact) => Logger;
  /** Called when it serves, with its port. */
  readonly onReady?: (port: number) => void;
}

/**
 * Runs a service until it is told to stop, then drains. Gives the exit code: 0 after a drain, 1 if it could
 * not start or the store cannot go on. Never rejects.
 */
export async function runService(
  definition: ServiceDefinition,
  environment: ServiceEnvironment,
): Promise<0 | 1> {
  const { name } = definition;
  // Before there is a configuration to say otherwise.
  let logger = (environment.logger ?? defaultLogger(name))(settingsSchema.parse({}), redactUrl);
  try {
    const { config, origins } = loadConfig(environment);
    const redact = redactorOf(config);
    logger = (environment.logger ?? defaultLogger(name))(config, redact);
    logger.debug({ origins }, "configured");
    return await new Service(definition, environment, config, redact, logger).run();
  } catch (thrown) {
    const error = toSynodError(thrown);
    logger.error(describe(error), "the service does not start");
    return 1;
  }
}

class Service {
  readonly #definition: ServiceDefinition;
  readonly #environment: ServiceEnvironment;
  readonly #config: Config;
  readonly #redact: Redact;
  readonly #logger: Logger;
  readonly #clock: Clock;

  constructor(
    definition: ServiceDefinition,
    environment: ServiceEnvironment,
    config: Config,
    redact: Redact,
    logger: Logger,
  ) {
    this.#definition = definition;
    this.#environment = environment;
    this.#config = config;
    this.#redact = redact;
    this.#logger = logger;
    this.#clock = environment.clock ?? systemClock;
  }

  async run(): Promise<0 | 1> {
    const { name, handlers } = this.#definition;
    const { adapters, env } = this.#environment;
    const [clock, logger, config, redact] = [this.#clock, this.#logger, this.#config, this.#redact];
    const masterKey = readMasterKey(config);
    const { tracer, flush } = await startTelemetry(name, env);
    const metrics = createMetrics();
    const common = {
      clock,
      random: this.#environment.random ?? systemRandom,
      metrics,
      tracer,
      masterKey,
    };
    const opened = await openPorts(
      adapters,
      { service: name, config, logger, stop: this.#environment.stop },
      common,
    );
    try {
      const own = await handlers(opened.ports);
      const { dependencies } = opened;
      const health = createHealth({ service: name, dependencies, metrics: metrics.registry, clock, redact });
      const fatal = await this.#serveUntilStopped(opened.ports, health, own);
      return fatal === null ? 0 : 1;
    } finally {
      await opened.close();
      await this.#atMost(flush(), "spans were not flushed in time");
    }
  }

  /** Gives the error that made it stop, or null if it was told to. */
  async #serveUntilStopped(
    ports: ServicePorts,
    health: Health,
    handlers: readonly AnyHandler[],
  ): Promise<SynodError | null> {
    const { name, serve } = this.#definition;
    const { stop, onReady } = this.#environment;
    const { host, port } = this.#config;
    const server = await (serve === undefined ? serveHealth(health, { host, port }) : serve(ports, health));
    const { store, bus, clock, random, logger, tracer, masterKey, metrics } = ports;
    const ended = Promise.withResolvers<SynodError | null>();
    const swarm = startSwarm({
      store,
      bus,
      clock,
      random,
      logger,
      tracer,
      masterKey,
      handlers,
      meter: metrics.meter,
      redact: this.#redact,
      limits: limitsOf(this.#config),
      onFatal: ended.resolve,
    });
    metrics.watchCache(() => swarm.cached);
    logger.info(
      { service: name, host, port: server.port, handlers: handlers.map((handler) => handler.name) },
      "serving",
    );
    onReady?.(server.port);
    const onStop = () => ended.resolve(null);
    if (stop.aborted) onStop();
    stop.addEventListener("abort", onStop, { once: true });
    const fatal = await ended.promise;
    stop.removeEventListener("abort", onStop);
    health.drain();
    logger.info({ service: name, ...(fatal === null ? {} : describe(fatal)) }, "draining");
    await swarm.stop();
    await this.#atMost(server.close(), "the server did not close in time");
    logger.info({ service: name }, "stopped");
    return fatal;
  }

  async #atMost(work: Promise<void>, message: string): Promise<void> {
    const over = new AbortController();
    const late = this.#clock.sleep(CLOSE_MS_MAX, over.signal).then(() => {
      if (!over.signal.aborted) this.#logger.warn({}, message);
    });
    const done = work.catch((error: unknown) => this.#logger.warn({ cause: String(error) }, message));
    await Promise.race([done, late]);
    over.abort();
  }
}

const CLOSE_MS_MAX = 3_000;

function limitsOf({ concurrency, sweep_ms, lease_ms, think_ms, drain_ms }: Config): Limits {
  return {
    ...DEFAULT_LIMITS,
    concurrency,
    sweepMs: sweep_ms,
    leaseMs: lease_ms,
    thinkMs: think_ms,
    drainMs: drain_ms,
    drainThinkMs: drain_ms / 2,
  };
}

function defaultLogger(name: string): (config: Config, redact: Redact) => Logger {
  return (config, redact) => createLogger({ name, level: config.log_level, redact });
}

function describe({ code, detail, entry }: SynodError): object {
  return { code, cause: detail, problem: entry.message, hint: entry.hint };
}
