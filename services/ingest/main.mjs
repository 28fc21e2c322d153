import "@synod/runtime/lean-start";

await import("./src/main.ts");
