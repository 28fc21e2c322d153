import { SynodError } from "../../packages/core/src/errors/synod-error.ts";
import { freePort } from "./free-port.ts";

/** A kind of trouble, as Toxiproxy's API names it, with its attributes (ms, KB/s, bytes). */
type Toxic =
  | { readonly type: "latency"; readonly latency: number; readonly jitter?: number }
  | { readonly type: "bandwidth"; readonly rate: number }
  | { readonly type: "timeout"; readonly timeout: number }
  | { readonly type: "reset_peer"; readonly timeout: number }
  | { readonly type: "slow_close"; readonly delay: number }
  | { readonly type: "limit_data"; readonly bytes: number };

export interface FaultProxy {
  /** `127.0.0.1:<port>`: use it in place of the upstream's address. */
  readonly address: string;
  readonly port: number;
  /** False: connections are cut and refused until it is enabled again. */
  setEnabled(enabled: boolean): Promise<void>;
  /** Adds trouble to one direction of every connection; the function returned takes it away. */
  add(toxic: Toxic, stream?: "upstream" | "downstream"): Promise<() => Promise<void>>;
  remove(): Promise<void>;
}

const CALL_MS_MAX = 5_000;

/** A proxy in front of `upstream` (`host:port`). Rejects with SYN_SERVER_FAILED. */
export async function createFaultProxy(api: string, name: string, upstream: string): Promise<FaultProxy> {
  const port = await freePort();
  const address = `127.0.0.1:${port}`;
  const self = `${api}/proxies/${encodeURIComponent(name)}`;
  await call(`${api}/proxies`, "POST", { name, listen: address, upstream, enabled: true });
  let toxics = 0;
  return {
    address,
    port,
    setEnabled: (enabled) => call(self, "POST", { enabled }),
    async add({ type, ...attributes }, stream = "downstream") {
      toxics += 1;
      const toxic = `${type}-${toxics}`;
      await call(`${self}/toxics`, "POST", { name: toxic, type, stream, toxicity: 1, attributes });
      return () => call(`${self}/toxics/${toxic}`, "DELETE");
    },
    remove: () => call(self, "DELETE"),
  };
}

async function call(url: string, method: "POST" | "DELETE", body?: object): Promise<void> {
  const response = await fetch(url, {
    method,
    signal: AbortSignal.timeout(CALL_MS_MAX),
    ...(body === undefined
      ? {}
      : { body: JSON.stringify(body), headers: { "content-type": "application/json" } }),
  });
  const text = await response.text();
  if (!response.ok)
    throw new SynodError("SYN_SERVER_FAILED", `Toxiproxy: ${method} ${url}: ${response.status} ${text}`);
}
