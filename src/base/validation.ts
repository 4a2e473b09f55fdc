/**
 * Validation of JSON that anything may have written. Schemas are written with valibot, beside the type that they
 * describe. A schema's message completes the sentence "<place> is not …", for example "config.layers is not a whole
 * number from 1 to 16".
 */
import * as v from 'valibot';

export type JsonValue = string | number | boolean | null | readonly JsonValue[] | { readonly [key: string]: JsonValue };

/** Makes the error to throw. `reason` is a part of a sentence: "config.layers is missing", "it is not JSON". */
export type Refusal = (reason: string, options?: ErrorOptions) => Error;

/** The value as the schema describes it. Throws what `refuse` makes for the first thing that does not fit. */
export function parseUnknown<Schema extends v.GenericSchema>(
  schema: Schema,
  value: unknown,
  refuse: Refusal,
): v.InferOutput<Schema> {
  const result = v.safeParse(schema, value, { abortEarly: true });
  if (result.success) return result.output;
  throw refuse(reasonOf(result.issues[0]), { cause: new v.ValiError(result.issues) });
}

/** `parseUnknown` for the text of a JSON document. */
export function parseJson<Schema extends v.GenericSchema>(
  schema: Schema,
  json: string,
  refuse: Refusal,
): v.InferOutput<Schema> {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch (error) {
    throw refuse('it is not JSON', { cause: error });
  }
  return parseUnknown(schema, value, refuse);
}

/** An object with any fields. valibot's own objects also accept arrays. */
export const anyObject = v.custom<Readonly<Record<string, unknown>>>(
  (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
  'an object',
);

/** An object with these fields. Others are dropped. */
export function objectOf<const Entries extends v.ObjectEntries>(
  entries: Entries,
): v.SchemaWithPipe<readonly [typeof anyObject, v.ObjectSchema<Entries, undefined>]> {
  return v.pipe(anyObject, v.object(entries));
}

/** An object with values of one kind, and any keys or keys of one kind. */
export function recordOf<const Value extends v.GenericSchema>(
  value: Value,
  key: v.GenericSchema<string, string> = v.string(),
): v.SchemaWithPipe<readonly [typeof anyObject, v.RecordSchema<v.GenericSchema<string, string>, Value, undefined>]> {
  return v.pipe(anyObject, v.record(key, value));
}

/** A number between two bounds, both included. */
export function numberFrom(minimum: number, maximum: number) {
  const description = `a number from ${minimum} to ${maximum}`;
  return v.pipe(v.number(description), v.minValue(minimum, description), v.maxValue(maximum, description));
}

/** A whole number between two bounds, both included. */
export function wholeNumberFrom(minimum: number, maximum: number) {
  const description = `a whole number from ${minimum} to ${maximum}`;
  return v.pipe(
    v.number(description),
    v.integer(description),
    v.minValue(minimum, description),
    v.maxValue(maximum, description),
  );
}

export function oneOf<const Options extends readonly (string | number)[]>(options: Options) {
  return v.picklist(options, `one of ${options.join(', ')}`);
}

/** Descriptions of schemas that need no message of their own. */
const descriptions: Readonly<Record<string, string | undefined>> = {
  array: 'a list',
  boolean: 'true or false',
  string: 'a string',
};

/** Keys that are told as they are. Anything may stand in a file, and a sentence needs only its own names. */
const telling = /^[\w$+#.-]{1,64}$/;

function reasonOf(issue: v.BaseIssue<unknown>): string {
  const place = (issue.path ?? []).reduce((path, { key }) => {
    if (typeof key === 'number') return `${path}[${key}]`;
    const name = telling.test(String(key)) ? String(key) : '…';
    return path === '' ? name : `${path}.${name}`;
  }, '');
  const subject = place === '' ? 'it' : place;
  if (issue.input === undefined) return `${subject} is missing`;
  return `${subject} is not ${descriptions[issue.type] ?? issue.message}`;
}
