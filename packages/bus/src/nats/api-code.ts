import { JetStreamApiError } from "@nats-io/jetstream";

/** JetStream's own error codes, as the server's errors.json lists them. */
export const API_CODE = {
  consumerNotFound: 10_014,
  streamNameInUse: 10_058,
  streamNotFound: 10_059,
  consumerExists: 10_148,
} as const;

/** True if the server refused with this code. */
export function hasApiCode(error: unknown, name: keyof typeof API_CODE): boolean {
  return error instanceof JetStreamApiError && error.code === API_CODE[name];
}
