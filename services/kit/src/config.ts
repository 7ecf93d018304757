import type { z } from 'zod'

export type Environment = Readonly<Record<string, string | undefined>>

type CamelCase<Name extends string> = Name extends `${infer Head}_${infer Tail}`
  ? `${Lowercase<Head>}${Capitalize<CamelCase<Tail>>}`
  : Lowercase<Name>

/** The parsed environment: `INTERNAL_PORT` of the schema is `internalPort` here. */
export type Config<Schema extends z.ZodObject> = {
  readonly [Name in keyof z.output<Schema> & string as CamelCase<Name>]: z.output<Schema>[Name]
}

export interface ConfigFault {
  readonly name: string
  readonly problem: string
}

export type ParsedConfig<Schema extends z.ZodObject> =
  | { readonly ok: true; readonly config: Config<Schema> }
  | { readonly ok: false; readonly faults: readonly ConfigFault[] }

/** Parses the environment by a schema keyed by variable name; an empty variable counts as not set. */
export function parseConfig<Schema extends z.ZodObject>(
  schema: Schema,
  env: Environment,
): ParsedConfig<Schema> {
  const values = Object.fromEntries(
    Object.keys(schema.shape).map((name) => [name, env[name] === '' ? undefined : env[name]]),
  )
  const parsed = schema.safeParse(values)
  if (parsed.success) {
    const config = Object.entries(parsed.data).map(([name, value]) => [camelCase(name), value])
    return { ok: true, config: Object.fromEntries(config) as Config<Schema> }
  }
  return { ok: false, faults: parsed.error.issues.map((issue) => faultOf(issue, schema, values)) }
}

/** The typed configuration, or every fault at once on stderr and exit code 2. */
export function loadConfig<Schema extends z.ZodObject>(schema: Schema, env: Environment): Config<Schema> {
  const parsed = parseConfig(schema, env)
  if (parsed.ok) return parsed.config
  for (const { name, problem } of parsed.faults) process.stderr.write(`${name}: ${problem}\n`)
  process.exit(2)
}

function faultOf(
  issue: z.core.$ZodIssue,
  schema: z.ZodObject,
  values: Readonly<Record<string, string | undefined>>,
): ConfigFault {
  const name = String(issue.path[0] ?? 'environment')
  if (name in values && values[name] === undefined) {
    const description = (schema.shape[name] as z.ZodType | undefined)?.description
    return { name, problem: `is not set; set it to ${description ?? 'a value'}` }
  }
  return { name, problem: issue.message }
}

function camelCase(name: string): string {
  return name.toLowerCase().replaceAll(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase())
}
