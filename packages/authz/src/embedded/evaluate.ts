import { SynodError } from "@synod/core";
import type { RelationTuple } from "@synod/contracts";
import type { ModelIndex } from "../model/model-index.ts";
import { parseSubject } from "../model/names.ts";
import type { Rewrite, TupleToUserset } from "../model/types.ts";
import { accepts } from "../model/validate.ts";
import type { TupleSet } from "./tuples.ts";

/** OpenFGA's default `resolveNodeLimit`: deeper questions are refused, not answered. */
const DEPTH_MAX = 25;
/** Steps of one question; far above what a sane model needs. */
const STEPS_MAX = 20_000;

/**
 * Is `user` in `object#relation`, by the model and the tuples? The rules are OpenFGA's (Check): a cycle
 * proves nothing, and what is subtracted from must be known not to be in the subtrahend.
 * Throws SYN_AUTHORIZER_QUESTION beyond DEPTH_MAX or STEPS_MAX.
 */
export function evaluate(model: ModelIndex, tuples: TupleSet, question: RelationTuple): boolean {
  return new Evaluation(model, tuples, question.user).ask(question.object, question.relation, []) === "yes";
}

/** `cycle`: the path came back to a question that it is still answering. */
type Answer = "yes" | "no" | "cycle";

class Evaluation {
  readonly #model: ModelIndex;
  readonly #tuples: TupleSet;
  readonly #user: string;
  #steps = 0;

  constructor(model: ModelIndex, tuples: TupleSet, user: string) {
    this.#model = model;
    this.#tuples = tuples;
    this.#user = user;
  }

  ask(object: string, relation: string, path: readonly string[]): Answer {
    const question = `${object}#${relation}`;
    this.#steps += 1;
    if (path.length >= DEPTH_MAX || this.#steps > STEPS_MAX) {
      throw new SynodError(
        "SYN_AUTHORIZER_QUESTION",
        `'${path[0] ?? question}' takes more steps than allowed`,
      );
    }
    if (question === this.#user) return "yes";
    if (path.includes(question)) return "cycle";
    const rewrite = this.#model.rewrite(typeOf(object), relation);
    return rewrite === null ? "no" : this.#rewritten(rewrite, object, relation, [...path, question]);
  }

  #rewritten(rewrite: Rewrite, object: string, relation: string, path: readonly string[]): Answer {
    const recurse = (child: Rewrite): Answer => this.#rewritten(child, object, relation, path);
    if (rewrite.this !== undefined) return this.#direct(object, relation, path);
    if (rewrite.computedUserset?.relation !== undefined) {
      return this.ask(object, rewrite.computedUserset.relation, path);
    }
    if (rewrite.tupleToUserset !== undefined) return this.#fromRelated(rewrite.tupleToUserset, object, path);
    if (rewrite.union !== undefined) return some(rewrite.union.child, recurse);
    if (rewrite.intersection !== undefined) return every(rewrite.intersection.child, recurse);
    if (rewrite.difference !== undefined) {
      const base = recurse(rewrite.difference.base);
      return base === "yes" ? not(recurse(rewrite.difference.subtract)) : base;
    }
    return "no";
  }

  #direct(object: string, relation: string, path: readonly string[]): Answer {
    const users = this.#tuples.users(object, relation);
    if (users.has(this.#user) || this.#isInWildcard(users)) return "yes";
    return some([...users], (user) => {
      const parsed = parseSubject(user);
      if (parsed === null || parsed.relation === null) return "no";
      if (!accepts(this.#model, typeOf(object), relation, parsed)) return "no";
      return this.ask(`${parsed.type}:${parsed.id}`, parsed.relation, path);
    });
  }

  #isInWildcard(users: ReadonlySet<string>): boolean {
    const asked = parseSubject(this.#user);
    return asked !== null && asked.relation === null && users.has(`${asked.type}:*`);
  }

  #fromRelated(
    { tupleset, computedUserset }: TupleToUserset,
    object: string,
    path: readonly string[],
  ): Answer {
    if (tupleset.relation === undefined || computedUserset.relation === undefined) return "no";
    const wanted = computedUserset.relation;
    return some([...this.#tuples.users(object, tupleset.relation)], (related) =>
      this.ask(related, wanted, path),
    );
  }
}

function some<T>(items: readonly T[], ask: (item: T) => Answer): Answer {
  let answer: Answer = "no";
  for (const item of items) {
    const next = ask(item);
    if (next === "yes") return "yes";
    if (next === "cycle") answer = "cycle";
  }
  return answer;
}

function every<T>(items: readonly T[], ask: (item: T) => Answer): Answer {
  for (const item of items) {
    const next = ask(item);
    if (next !== "yes") return next;
  }
  return items.length === 0 ? "no" : "yes";
}

function not(answer: Answer): Answer {
  switch (answer) {
    case "yes":
      return "no";
    case "no":
      return "yes";
    case "cycle":
      return "cycle";
    default:
      return answer satisfies never;
  }
}

function typeOf(object: string): string {
  return object.slice(0, object.indexOf(":"));
}
