/** The rules a store keeps. Each may be left out, to show that the simulator notices. */
export interface StoreRules {
  /** An instance that lost its lease cannot commit. */
  readonly fence: boolean;
  /** A move without a lease ends every other that began where it did. */
  readonly moveFence: boolean;
  /** A leased scope is given to nobody else. */
  readonly leases: boolean;
  /** Events are appended only to the head they were decided on. */
  readonly headCas: boolean;
  /** A lease that ends without a word is counted. */
  readonly crashes: boolean;
  /** So is a failure of the work. */
  readonly failures: boolean;
  /** A timer that fired is gone. */
  readonly timersEnd: boolean;
  /** The cursor of a commit moves with its events. */
  readonly cursors: boolean;
}

export const EVERY_RULE: StoreRules = {
  fence: true,
  moveFence: true,
  leases: true,
  headCas: true,
  crashes: true,
  failures: true,
  timersEnd: true,
  cursors: true,
};
