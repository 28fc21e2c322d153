export * from "./relations.ts";
export * from "./grants.ts";
export * from "./model/model.ts";
export type * from "./model/types.ts";
export * from "./embedded/embedded-authorizer.ts";
