/** An OpenFGA authorization model (schema 1.1) as its JSON syntax writes it; conditions are not used. */
export interface AuthorizationModel {
  readonly schema_version: string;
  readonly type_definitions: readonly TypeDefinition[];
}

export interface TypeDefinition {
  readonly type: string;
  readonly relations?: Readonly<Record<string, Rewrite>> | undefined;
  readonly metadata?: TypeMetadata | null | undefined;
}

export interface TypeMetadata {
  readonly relations?: Readonly<Record<string, RelationMetadata>> | undefined;
}

export interface RelationMetadata {
  readonly directly_related_user_types?: readonly RelatedUserType[] | undefined;
}

/** Who may stand in a tuple of the relation: objects of a type, one of its usersets, or all of it. */
export interface RelatedUserType {
  readonly type: string;
  readonly relation?: string | undefined;
  readonly wildcard?: object | undefined;
}

/** How a relation follows from tuples and other relations. Exactly one key is there. */
export interface Rewrite {
  readonly this?: object | undefined;
  readonly computedUserset?: ComputedUserset | undefined;
  readonly tupleToUserset?: TupleToUserset | undefined;
  readonly union?: { readonly child: readonly Rewrite[] } | undefined;
  readonly intersection?: { readonly child: readonly Rewrite[] } | undefined;
  readonly difference?: { readonly base: Rewrite; readonly subtract: Rewrite } | undefined;
}

export interface ComputedUserset {
  readonly relation?: string | undefined;
}

export interface TupleToUserset {
  readonly tupleset: ComputedUserset;
  readonly computedUserset: ComputedUserset;
}
