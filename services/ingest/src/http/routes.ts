/** What a route needs of its caller, in the words of the authorization model. */
export interface Route {
  readonly method: "GET" | "PUT" | "POST";
  readonly path: string;
  /** Relation to `scope:<tenant>/<scope>`; null: open to everyone who reaches the port. */
  readonly relation: "editor" | "viewer" | null;
  readonly summary: string;
}

/** Every route there is. One without a line here does not start. */
export const ROUTES = [
  {
    method: "PUT",
    path: "/v1/tenants/:tenant/scopes/:scope",
    relation: "editor",
    summary: "Make a scope, or change what it asks",
  },
  {
    method: "POST",
    path: "/v1/tenants/:tenant/scopes/:scope/documents",
    relation: "editor",
    summary: "Bring a document",
  },
  {
    method: "GET",
    path: "/v1/tenants/:tenant/scopes/:scope",
    relation: "viewer",
    summary: "The case as it stands",
  },
  { method: "GET", path: "/openapi.json", relation: null, summary: "This API, as OpenAPI 3.1" },
  { method: "GET", path: "/livez", relation: null, summary: "The process lives" },
  { method: "GET", path: "/readyz", relation: null, summary: "Each dependency, by name" },
  { method: "GET", path: "/metrics", relation: null, summary: "Prometheus metrics" },
] as const satisfies readonly Route[];

/** True if the table has a line for it. */
export function isListed(method: string, path: string): boolean {
  // HEAD answers as GET does.
  const verb = method === "HEAD" ? "GET" : method;
  return ROUTES.some((route) => route.method === verb && route.path === path);
}
