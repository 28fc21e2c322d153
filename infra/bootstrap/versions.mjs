// What the machine gets if it has nothing newer: both are packages of npm.
export const NODE_VERSION = "24.21.0";
export const NODE_MAJOR_MIN = 24;
export const PNPM_VERSION = "12.21.0";
