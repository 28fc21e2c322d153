import type { z } from "zod";
import type { Database, Session } from "./database.ts";
import { parseRows } from "./rows.ts";
import type { ParametersOf, RowOf, Statement, StatementName } from "./statements/index.ts";

/**
 * Runs one statement in a transaction of its own and parses its rows. The compiler checks values and schema
 * against what the migrated schema says of the statement: a column that is not there, is of another type, or
 * may be null where the schema takes none, does not compile.
 */
export async function runStatement<Name extends StatementName, Schema extends z.ZodType>(
  database: Database,
  session: Session,
  { sql }: Statement<Name>,
  values: ParametersOf<Name>,
  schema: Schema & Reads<Name, Schema>,
): Promise<z.output<Schema>[]> {
  return parseRows<Schema>(await database.transaction(session, [{ sql, values }]), schema);
}

/** Runs a statement whose rows say nothing; gives how many there were. */
export async function executeStatement<Name extends StatementName>(
  database: Database,
  session: Session,
  { sql }: Statement<Name>,
  values: ParametersOf<Name>,
): Promise<number> {
  return (await database.transaction(session, [{ sql, values }])).length;
}

/** The schema itself, or the names of the columns that it misreads: then nothing fits. */
type Reads<Name extends StatementName, Schema extends z.ZodType> = [
  Misread<RowOf<Name>, z.input<Schema>>,
] extends [never]
  ? Schema
  : { readonly misread: Misread<RowOf<Name>, z.input<Schema>> };

type Misread<Row, Input> = {
  [Column in keyof Input]: Column extends keyof Row
    ? Fits<Row[Column], Input[Column]> extends true
      ? never
      : Column
    : Column;
}[keyof Input];

/** JSON has no type in SQL. A literal is checked when the row is parsed: in SQL it is text or a number. */
type Fits<Value, Input> = unknown extends Value ? true : [Value] extends [Loose<Input>] ? true : false;

type Loose<Input> = Input extends string ? string : Input extends number ? number : Input;
