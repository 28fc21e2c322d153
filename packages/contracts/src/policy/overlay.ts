/** Levels of maps that are merged; below, the given value stands as it is. */
const DEPTH_MAX = 10;

/** `given` over `base`: maps are merged key by key, anything else replaces what is under it. */
export function overlay(base: unknown, given: unknown, depth: number = 0): unknown {
  if (!isMap(base) || !isMap(given) || depth === DEPTH_MAX) return given;
  const over = Object.entries(given).map(([key, value]): [string, unknown] => [
    key,
    Object.hasOwn(base, key) ? overlay(base[key], value, depth + 1) : value,
  ]);
  return Object.fromEntries([...Object.entries(base), ...over]);
}

function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
