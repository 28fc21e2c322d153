/** Bounds of the door. Times in milliseconds. */
export interface HttpBounds {
  /** Requests at work at a time, and the bytes that their bodies may come to; more are told to come back. */
  readonly inFlightMax: number;
  readonly inFlightBytesMax: number;
  readonly connectionsMax: number;
  /** From the first byte of a request to the last of its headers, and of its body. */
  readonly headersMs: number;
  readonly requestMs: number;
  /** A connection on which nothing moves. */
  readonly silenceMs: number;
  /** How often the three are looked at. */
  readonly checkMs: number;
  /** Of one tenant. */
  readonly requestsPerSecond: number;
  readonly burst: number;
}

export const HTTP_BOUNDS: HttpBounds = {
  inFlightMax: 256,
  inFlightBytesMax: 128 * 1024 * 1024,
  connectionsMax: 1_024,
  headersMs: 10_000,
  requestMs: 60_000,
  silenceMs: 30_000,
  checkMs: 2_000,
  requestsPerSecond: 200,
  burst: 400,
};
