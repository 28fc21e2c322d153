import { ACTIONS_OF_ROLE, RELATION_OF_ACTION, type ActionKind } from "./relations.ts";

/** The table of docs/authorization.md: which relation each kind of proposal needs, and who has it. */
export function relationsTable(): string {
  const rows = Object.entries(RELATION_OF_ACTION).map(
    ([action, relation]) => `| \`${action}\` | \`${relation}\` | ${holdersOf(action)} |`,
  );
  return ["| proposal | relation to the scope's state | granted to |", "|---|---|---|", ...rows].join("\n");
}

function holdersOf(action: string): string {
  const roles = Object.entries(ACTIONS_OF_ROLE).filter(([, actions]: [string, readonly ActionKind[]]) =>
    actions.some((one) => one === action),
  );
  return roles.length === 0
    ? "owners of the scope"
    : roles.map(([role]) => `members of \`role:${role}\``).join(", ");
}
