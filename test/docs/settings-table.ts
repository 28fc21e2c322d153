import {
  envOf,
  SECRET_SETTINGS,
  SETTING_NAMES,
  settingsSchema,
  type SettingName,
} from "@synod/runtime/service";
import { z } from "zod";
import { tableOf } from "./table.ts";

/** What is read of a setting's JSON schema. */
const propertySchema = z.object({
  description: z.string(),
  default: z.union([z.string(), z.number()]).optional(),
  minimum: z.number().optional(),
  maximum: z.number().optional(),
  enum: z.array(z.string()).optional(),
});

const schema = z.object({ properties: z.record(z.string(), propertySchema) });

/** The table of docs/configuration.md, in the order of the schema. */
export function settingsTable(): string {
  const { properties } = schema.parse(z.toJSONSchema(settingsSchema));
  const rows = SETTING_NAMES.map((name) => row(name, propertySchema.parse(properties[name])));
  return tableOf(["variable", "default", "allowed", "meaning"], rows);
}

function row(name: SettingName, property: z.output<typeof propertySchema>): string[] {
  const { description, default: value } = property;
  const secret = SECRET_SETTINGS.has(name) ? " \\*" : "";
  return [
    `\`${envOf(name)}\`${secret}`,
    value === undefined ? "" : `\`${value}\``,
    allowed(property),
    description,
  ];
}

function allowed({ minimum, maximum, enum: choices }: z.output<typeof propertySchema>): string {
  if (choices !== undefined) return choices.map((choice) => `\`${choice}\``).join(", ");
  return minimum === undefined || maximum === undefined ? "" : `${minimum} to ${maximum}`;
}
