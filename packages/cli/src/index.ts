export { processIo, type Io } from "./io.ts";
export { runProgram } from "./program.ts";
export { describeFailure } from "./render/failure.ts";
export { renderRound } from "./render/round.ts";
export { renderVerdict } from "./render/verdict.ts";
