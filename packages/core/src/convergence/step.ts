/**
 * Sums of decimal numbers are off by less than this: a step of exactly 0.001 must count as one, though its
 * difference in floating point may come out as 0.0010000000000000009.
 */
const ROUNDING = 1e-12;

/** Where a number went from one look to the next: 1 up, −1 down, 0 if it stayed within ± `noise`. */
export function directionOf(before: number, after: number, noise: number): 1 | -1 | 0 {
  if (isFall(after, before, noise)) return 1;
  return isFall(before, after, noise) ? -1 : 0;
}

/** True if `after` is more than `noise` below `before`. */
export function isFall(before: number, after: number, noise: number): boolean {
  return before - after > noise + ROUNDING;
}

/** True if `value` is below `bound`. */
export function isBelow(value: number, bound: number): boolean {
  return isFall(bound, value, 0);
}
