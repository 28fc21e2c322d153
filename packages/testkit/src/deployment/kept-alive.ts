import type { Deployment } from "./deployment.ts";
import type { DeployedService, ServiceProcess, ServiceProcessOptions } from "./service-process.ts";

/** An instance that is started again whenever it ends, as an orchestrator would. */
export interface KeptAlive {
  /** How often it ended without being told to. */
  readonly deaths: number;
  stop(): Promise<void>;
}

/** Keeps one more instance of a service alive. */
export async function keptAlive(
  deployment: Deployment,
  name: DeployedService,
  options: ServiceProcessOptions,
): Promise<KeptAlive> {
  let current: ServiceProcess = await deployment.start(name, options);
  let deaths = 0;
  const unwanted = new AbortController();
  const keeping = (async () => {
    for (;;) {
      await current.exited;
      if (unwanted.signal.aborted) return;
      deaths += 1;
      await deployment.kill(current);
      current = await deployment.start(name, options);
    }
  })();
  return {
    get deaths() {
      return deaths;
    },
    async stop() {
      unwanted.abort();
      await deployment.drain(current);
      await keeping;
    },
  };
}
