// Exit code 0 if the service in this container answers /readyz with 200. The image has nothing but Node to ask with.
const port = process.env["SYNOD_PORT"] ?? "8080";
const signal = AbortSignal.timeout(4_000);
const isReady = await fetch(`http://127.0.0.1:${port}/readyz`, { signal }).then(
  (response) => response.ok,
  () => false,
);
process.exit(isReady ? 0 : 1);
