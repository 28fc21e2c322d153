import type { RelationTuple } from "@synod/contracts";
import type { Proposal, RoleName, ScopeRef } from "@synod/core";
import { ACTIONS_OF_ROLE, RELATION_OF_ACTION } from "./relations.ts";

/** The tuples a scope needs before it admits anything: its place in its tenant, and what each role may propose. */
export function grantsOf(scope: ScopeRef): readonly RelationTuple[] {
  const state = stateObject(scope);
  return [
    { user: `tenant:${scope.tenant}`, relation: "tenant", object: scopeObject(scope) },
    { user: scopeObject(scope), relation: "scope", object: state },
    ...ROLES.flatMap((role) =>
      ACTIONS_OF_ROLE[role].map((action) => ({
        user: membersOf(role),
        relation: RELATION_OF_ACTION[action],
        object: state,
      })),
    ),
  ];
}

/** What the governor asks about a proposal: may members of its role propose this here? */
export function checkOf(scope: ScopeRef, proposal: Pick<Proposal, "role" | "action">): RelationTuple {
  return {
    user: membersOf(proposal.role),
    relation: RELATION_OF_ACTION[proposal.action.kind],
    object: stateObject(scope),
  };
}

/**
 * Rights belong to the members of a role, as a set: the role itself is asked about under this name, and a
 * single instance (`agent:…`) has them once it is written as a member, without another grant.
 */
function membersOf(role: RoleName): string {
  return `role:${role}#member`;
}

function scopeObject({ tenant, scope }: ScopeRef): string {
  return `scope:${tenant}/${scope}`;
}

function stateObject({ tenant, scope }: ScopeRef): string {
  return `state:${tenant}/${scope}`;
}

const ROLES: readonly RoleName[] = ["facts", "drift", "planner", "status"];
