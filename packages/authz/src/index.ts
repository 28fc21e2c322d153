export * from "./relations.ts";
export * from "./grants.ts";
export * from "./model/model.ts";
export type * from "./model/types.ts";
export * from "./embedded/embedded-authorizer.ts";
export { evaluate } from "./embedded/evaluate.ts";
export { TupleSet } from "./embedded/tuples.ts";
export { indexModel, type ModelIndex } from "./model/model-index.ts";
export { faultOfCheck, faultOfWrite } from "./model/validate.ts";

export { createOpenFgaAuthorizer } from "./openfga/openfga-authorizer.ts";
export type { OpenFgaOptions } from "./openfga/options.ts";
