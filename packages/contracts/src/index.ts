export type * from "./ports/access.ts";
export type * from "./ports/analyst.ts";
export type * from "./ports/authorizer.ts";
export type * from "./ports/blobs.ts";
export type * from "./ports/bus.ts";
export * from "./ports/store.ts";
export type * from "./ports/system.ts";
export * from "./schemas/extraction.ts";
