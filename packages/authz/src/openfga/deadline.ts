import { SynodError } from "@synod/core";

/** `work`, or a rejection once the time is over or the caller no longer wants it; then nobody waits for it. */
export async function deadline<T>(
  work: Promise<T>,
  msMax: number,
  signal: AbortSignal | undefined,
): Promise<T> {
  const over = Promise.withResolvers<never>();
  const timer = setTimeout(
    () => over.reject(new SynodError("SYN_AUTHORIZER_UNAVAILABLE", `no answer within ${msMax} ms`)),
    msMax,
  );
  const abort = (): void => over.reject(signal?.reason);
  signal?.addEventListener("abort", abort);
  try {
    return await Promise.race([work, over.promise]);
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener("abort", abort);
  }
}
