/** The servers that tests of the real adapters need. */
export type ServerKind = "postgres" | "nats" | "s3" | "openfga";

export const SERVER_KINDS: readonly ServerKind[] = ["postgres", "nats", "s3", "openfga"];

export interface RunningServer {
  readonly from: "environment" | "docker" | "native";
  /** `SYNOD_TEST_…` variables for tests. */
  readonly env: Readonly<Record<string, string>>;
  readonly stop: () => Promise<void>;
}

export type Backing =
  | ({ readonly kind: "ready" } & RunningServer)
  /** It cannot be had on this machine, and why: for a person. */
  | { readonly kind: "absent"; readonly reason: string };

/** A way to get a server: null if it does not apply here. Rejects if it does and fails. */
export type Source = (server: ServerKind) => Promise<RunningServer | null>;
