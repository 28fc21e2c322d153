import type { RelationTuple } from "@synod/contracts";

/** Relation tuples, found by object and relation. */
export class TupleSet {
  readonly #users = new Map<string, Set<string>>();

  constructor(tuples: Iterable<RelationTuple> = []) {
    for (const tuple of tuples) this.add(tuple);
  }

  /** A tuple that is there already stays. */
  add({ user, relation, object }: RelationTuple): void {
    const key = keyOf(object, relation);
    const users = this.#users.get(key) ?? new Set<string>();
    this.#users.set(key, users.add(user));
  }

  has({ user, relation, object }: RelationTuple): boolean {
    return this.users(object, relation).has(user);
  }

  /** The users written for `object#relation`. */
  users(object: string, relation: string): ReadonlySet<string> {
    return this.#users.get(keyOf(object, relation)) ?? NOBODY;
  }

  *[Symbol.iterator](): Generator<RelationTuple> {
    for (const [key, users] of this.#users) {
      const hash = key.lastIndexOf("#");
      for (const user of users) yield { user, relation: key.slice(hash + 1), object: key.slice(0, hash) };
    }
  }
}

const NOBODY: ReadonlySet<string> = new Set();

function keyOf(object: string, relation: string): string {
  return `${object}#${relation}`;
}
