/** `user:ana`, `role:facts#member` or `user:*` taken apart. */
export interface Subject {
  readonly type: string;
  readonly id: string;
  /** Of a userset; null for an object. */
  readonly relation: string | null;
}

/** Null: not a name that OpenFGA takes as an object, a userset or a typed wildcard. */
export function parseSubject(text: string): Subject | null {
  const match = SUBJECT.exec(text);
  const [, type, id, relation] = match ?? [];
  if (type === undefined || id === undefined) return null;
  if (id === "*" && relation !== undefined) return null;
  return { type, id, relation: relation ?? null };
}

/** The grammar of OpenFGA's tuple keys (pkg/tuple): no blanks, colons or hashes inside the parts. */
const SUBJECT = /^([^\s:#@]{1,254}):([^\s:#]{1,256})(?:#([^\s:#@]{1,50}))?$/;
