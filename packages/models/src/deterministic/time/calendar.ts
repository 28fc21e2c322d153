import type { IsoDate } from "@synod/core";

/** Half-open interval of days; null is open. */
export interface Period {
  readonly from: IsoDate | null;
  readonly to: IsoDate | null;
}

/** A period with both ends. */
export interface ClosedPeriod {
  readonly from: IsoDate;
  readonly to: IsoDate;
}

const YEAR_MIN = 1000;
const YEAR_MAX = 9998;
const MONTHS = 12;
const MS_PER_DAY = 86_400_000;

/** The ISO date of a calendar day, or null if there is no such day. `month` counts from 1. */
export function isoDay(year: number, month: number, day: number): IsoDate | null {
  if (
    year < YEAR_MIN ||
    year > YEAR_MAX ||
    month < 1 ||
    month > MONTHS ||
    day < 1 ||
    day > daysIn(year, month)
  )
    return null;
  return format(year, month, day);
}

/** The day after. */
function nextDay(date: IsoDate): IsoDate {
  return addDays(date, 1);
}

export function addDays(date: IsoDate, days: number): IsoDate {
  const moved = new Date(Date.parse(`${date}T00:00:00Z`) + days * MS_PER_DAY);
  return format(moved.getUTCFullYear(), moved.getUTCMonth() + 1, moved.getUTCDate());
}

/** The same day of the month, `months` later; the last day of the month where there is none. */
export function addMonths(date: IsoDate, months: number): IsoDate {
  const { year, month, day } = partsOf(date);
  const index = year * MONTHS + (month - 1) + months;
  const [y, m] = [Math.floor(index / MONTHS), (index % MONTHS) + 1];
  return format(y, m, Math.min(day, daysIn(y, m)));
}

/** Whole months: `count` from `month` of `year`. */
export function monthsPeriod(year: number, month: number, count: number): ClosedPeriod | null {
  const from = isoDay(year, month, 1);
  return from === null ? null : { from, to: addMonths(from, count) };
}

export function dayPeriod(date: IsoDate): ClosedPeriod {
  return { from: date, to: nextDay(date) };
}

export function partsOf(date: IsoDate): { year: number; month: number; day: number } {
  const [year = 0, month = 1, day = 1] = date.split("-").map(Number);
  return { year, month, day };
}

/** Days from `a` to `b`. */
export function daysBetween(a: IsoDate, b: IsoDate): number {
  return Math.round((Date.parse(`${b}T00:00:00Z`) - Date.parse(`${a}T00:00:00Z`)) / MS_PER_DAY);
}

function daysIn(year: number, month: number): number {
  return new Date(Date.UTC(year, month, 0)).getUTCDate();
}

function format(year: number, month: number, day: number): IsoDate {
  const text = `${String(year).padStart(4, "0")}-${String(month).padStart(2, "0")}-${String(day).padStart(2, "0")}`;
  if (!isIsoDate(text)) throw new RangeError(`${text} is no date`);
  return text;
}

function isIsoDate(text: string): text is IsoDate {
  return /^\d{4}-\d{2}-\d{2}$/.test(text);
}
