/** Decimal places that a person is shown. */
const PLACES = 4;

/**
 * A number as a reason shows it: to 4 places, unless that would make it look equal to the bound it is
 * compared with.
 */
export function shown(value: number, bound?: number): string {
  const short = String(Number(value.toFixed(PLACES)));
  return bound !== undefined && value !== bound && short === String(Number(bound.toFixed(PLACES)))
    ? String(value)
    : short;
}

/** `1 goal`, `2 goals`. */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}

/** Units of time, largest first, in ms. */
const UNITS: readonly (readonly [number, string])[] = [
  [86_400_000, "day"],
  [3_600_000, "hour"],
  [60_000, "minute"],
  [1000, "second"],
];

/** A duration in its largest whole unit: `31 days`, `90 ms`. */
export function duration(ms: number): string {
  const unit = UNITS.find(([size]) => ms >= size);
  return unit === undefined ? `${ms} ms` : counted(Math.floor(ms / unit[0]), unit[1]);
}
