import type { AuthorizationModel, RelatedUserType, Rewrite, TypeDefinition } from "./types.ts";

/** A model with its types and relations looked up by name. */
export interface ModelIndex {
  hasType(type: string): boolean;
  /** Null: the type has no such relation. */
  rewrite(type: string, relation: string): Rewrite | null;
  /** Who may stand in a tuple of the relation; none if it is only computed. */
  directTypes(type: string, relation: string): readonly RelatedUserType[];
}

export function indexModel(model: AuthorizationModel): ModelIndex {
  const types = new Map<string, TypeDefinition>(
    model.type_definitions.map((definition) => [definition.type, definition]),
  );
  return {
    hasType: (type) => types.has(type),
    rewrite: (type, relation) => ownValue(types.get(type)?.relations, relation) ?? null,
    directTypes: (type, relation) =>
      ownValue(types.get(type)?.metadata?.relations, relation)?.directly_related_user_types ?? [],
  };
}

/** Only what the model itself says: `constructor` is no relation. */
function ownValue<T>(record: Readonly<Record<string, T>> | undefined, key: string): T | undefined {
  return record !== undefined && Object.hasOwn(record, key) ? record[key] : undefined;
}
