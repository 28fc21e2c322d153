import type * as Http from "node:http";
import { createRequire } from "node:module";
import { SynodError } from "@synod/core";
import type { Health } from "./health.ts";

// Required, not imported: an import reads every export of the module, and `http.WebSocket` loads all of undici.
const load: (library: "node:http") => typeof Http = createRequire(import.meta.url);
const { createServer } = load("node:http");

export interface HealthServer {
  readonly port: number;
  close(): Promise<void>;
}

/** Serves the health routes alone. Rejects with SYN_PORT_IN_USE. */
export async function serveHealth(
  health: Health,
  { host, port }: { readonly host: string; readonly port: number },
): Promise<HealthServer> {
  const server = createServer((request, response) => {
    const path = (request.url ?? "/").split("?", 1)[0] ?? "/";
    const route = path === "/livez" || path === "/readyz" || path === "/metrics" ? health.routes[path] : null;
    if (route === null || (request.method !== "GET" && request.method !== "HEAD")) {
      response.writeHead(404).end();
      return;
    }
    route().then(
      ({ status, contentType, body }) =>
        response.writeHead(status, { "content-type": contentType }).end(body),
      () => response.writeHead(500).end(),
    );
  });
  server.requestTimeout = 5_000;
  server.maxConnections = 256;
  await listen(server, host, port);
  const address = server.address();
  return {
    port: typeof address === "object" && address !== null ? address.port : port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function listen(server: Http.Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", (cause) => reject(listenError(cause, host, port)));
    server.listen(port, host, resolve);
  });
}

/** What a refused `listen` means; other servers of a service report it the same way. */
export function listenError(cause: Error, host: string, port: number): Error {
  const code = "code" in cause ? cause.code : null;
  return code === "EADDRINUSE" ? new SynodError("SYN_PORT_IN_USE", `${host}:${port}`, { cause }) : cause;
}
