import type { Clock } from "@synod/contracts";

export interface OpenFgaOptions {
  readonly url: string;
  /** Found by name, made if there is none; the oldest counts if there are several. Default `synod`. */
  readonly storeName?: string;
  /** Skips the search: this store, which must be there. */
  readonly storeId?: string;
  /** Preshared key, if the server wants one. */
  readonly token?: string;
  /** Of one call with its retry. Default 3 s. */
  readonly requestMsMax?: number;
  readonly clock?: Pick<Clock, "now" | "sleep">;
}
