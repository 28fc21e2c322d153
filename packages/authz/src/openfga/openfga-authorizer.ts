import type * as Sdk from "@openfga/sdk";
import type { RelationTuple } from "@synod/contracts";
import type { WritableAuthorizer } from "../embedded/embedded-authorizer.ts";
import { grantsOf } from "../grants.ts";
import { MODEL, MODEL_DIGEST } from "../model/model.ts";
import { deadline } from "./deadline.ts";
import { toAuthorizerError } from "./failure.ts";
import { findOrWriteModel } from "./find-model.ts";
import { findOrCreateStore } from "./find-store.ts";
import type { OpenFgaOptions } from "./options.ts";
import { systemClock } from "./system-clock.ts";

const REQUEST_MS_MAX = 3_000;
/** OpenFGA's own limit for one write. */
const TUPLES_PER_WRITE_MAX = 100;

/**
 * Asks an OpenFGA server, every time with higher consistency. Store and model are found, or made, when it
 * is first used. No answer is never a yes: SYN_AUTHORIZER_UNAVAILABLE. A store that is gone later is not
 * made anew, since an empty one would deny what was granted.
 */
export function createOpenFgaAuthorizer(options: OpenFgaOptions): WritableAuthorizer {
  const { requestMsMax = REQUEST_MS_MAX, clock = systemClock } = options;
  let opening: Promise<Opened> | null = null;

  function opened(): Promise<Opened> {
    opening ??= open({ ...options, requestMsMax, clock }).catch((error: unknown) => {
      opening = null;
      throw error;
    });
    return opening;
  }

  /** The caller's own abort stays the caller's. */
  async function run<T>(
    doing: string,
    signal: AbortSignal | undefined,
    work: (fga: Opened) => Promise<T>,
  ): Promise<T> {
    signal?.throwIfAborted();
    try {
      return await deadline(opened().then(work), requestMsMax + OPEN_MS_EXTRA, signal);
    } catch (error) {
      signal?.throwIfAborted();
      throw toAuthorizerError(doing, error);
    }
  }

  async function write(tuples: readonly RelationTuple[], signal?: AbortSignal): Promise<void> {
    await run("write", signal, async ({ client, sdk }) => {
      const conflict = { onDuplicateWrites: sdk.ClientWriteRequestOnDuplicateWrites.Ignore };
      for (let from = 0; from < tuples.length; from += TUPLES_PER_WRITE_MAX) {
        const writes = tuples.slice(from, from + TUPLES_PER_WRITE_MAX).map((tuple) => ({ ...tuple }));
        await client.write({ writes }, { conflict });
      }
    });
  }

  return {
    modelDigest: MODEL_DIGEST,
    check: (tuple, signal) =>
      run("check", signal, async ({ client, sdk }) => {
        const consistency = sdk.ConsistencyPreference.HigherConsistency;
        const { allowed } = await client.check({ ...tuple }, { consistency });
        return allowed === true;
      }),
    provision: (scope, signal) => write(grantsOf(scope), signal),
    write,
    ping: () => run("ping", undefined, async ({ client }) => void (await client.getStore())),
    close: () => Promise.resolve(),
  };
}

/** The first use may also make the store, and waits for others who do so too. */
const OPEN_MS_EXTRA = 5_000;

interface Opened {
  readonly sdk: typeof Sdk;
  readonly client: Sdk.OpenFgaClient;
}

async function open(
  options: OpenFgaOptions & Required<Pick<OpenFgaOptions, "requestMsMax" | "clock">>,
): Promise<Opened> {
  // The client costs memory: it is loaded when it is first used.
  const sdk = await import("@openfga/sdk");
  const { url, token, requestMsMax, clock, storeName = "synod" } = options;
  const settings: Sdk.UserClientConfigurationParams = {
    apiUrl: url,
    baseOptions: { timeout: requestMsMax },
    retryParams: { maxRetry: 1, minWaitInMs: 50 },
    ...(token === undefined
      ? {}
      : { credentials: { method: sdk.CredentialsMethod.ApiToken, config: { token } } }),
  };
  const finder = new sdk.OpenFgaClient(settings);
  const storeId = options.storeId ?? (await findOrCreateStore(finder, storeName, clock));
  finder.storeId = storeId;
  // OpenFGA takes models and answers checks for a store that was never made.
  await finder.getStore();
  const authorizationModelId = await findOrWriteModel(finder, MODEL);
  return { sdk, client: new sdk.OpenFgaClient({ ...settings, storeId, authorizationModelId }) };
}
