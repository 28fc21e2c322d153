import { SynodError } from "@synod/core";
import type { Authorizer, RelationTuple } from "@synod/contracts";
import { grantsOf } from "../grants.ts";
import { indexModel } from "../model/model-index.ts";
import { MODEL, MODEL_DIGEST } from "../model/model.ts";
import { faultOfCheck, faultOfWrite } from "../model/validate.ts";
import { evaluate } from "./evaluate.ts";
import { readGrants, writeGrants } from "./grants-file.ts";
import { TupleSet } from "./tuples.ts";

/** An authorizer that can also be given tuples beyond a scope's own: persons, instances, tenants. */
export interface WritableAuthorizer extends Authorizer {
  /** Writes tuples; those already there stay. Rejects with SYN_AUTHORIZER_QUESTION if the model takes no such tuple. */
  write(tuples: readonly RelationTuple[], signal?: AbortSignal): Promise<void>;
}

/** Evaluates the OpenFGA model in process; its grants live as long as it does. What was not written is denied. */
export function createEmbeddedAuthorizer(): WritableAuthorizer {
  return embedded(new TupleSet(), () => Promise.resolve());
}

/**
 * The same with its grants in a file. A lost file denies everything; a damaged one rejects with
 * SYN_CONFIG_INVALID.
 */
export async function openEmbeddedAuthorizer(file: string): Promise<WritableAuthorizer> {
  const tuples = new TupleSet();
  for (const tuple of await readGrants(file)) {
    const fault = faultOfWrite(INDEX, tuple);
    if (fault !== null) throw new SynodError("SYN_CONFIG_INVALID", `${file}: ${fault}`);
    tuples.add(tuple);
  }
  return embedded(tuples, (all) => writeGrants(file, all));
}

const INDEX = indexModel(MODEL);

function embedded(
  tuples: TupleSet,
  save: (all: readonly RelationTuple[]) => Promise<void>,
): WritableAuthorizer {
  let saved: Promise<void> = Promise.resolve();

  /** One write at a time; a grant counts only when it is saved. */
  async function write(wanted: readonly RelationTuple[], signal?: AbortSignal): Promise<void> {
    signal?.throwIfAborted();
    for (const tuple of wanted) refuse(faultOfWrite(INDEX, tuple));
    const earlier = saved;
    saved = (async () => {
      await earlier.catch(() => undefined);
      const added = wanted.filter((tuple) => !tuples.has(tuple));
      if (added.length === 0) return;
      await save([...tuples, ...added]);
      for (const tuple of added) tuples.add(tuple);
    })();
    await saved;
  }

  return {
    modelDigest: MODEL_DIGEST,
    async check(tuple, signal) {
      signal?.throwIfAborted();
      refuse(faultOfCheck(INDEX, tuple));
      return evaluate(INDEX, tuples, tuple);
    },
    provision: (scope, signal) => write(grantsOf(scope), signal),
    write,
    ping: () => Promise.resolve(),
    close: () => saved.catch(() => undefined),
  };
}

function refuse(fault: string | null): void {
  if (fault !== null) throw new SynodError("SYN_AUTHORIZER_QUESTION", fault);
}
