/** A JSON Schema, as far as the sweep looks at it. */
export interface FieldSchema {
  readonly type?: string
  readonly minLength?: number
  readonly maxLength?: number
  readonly minimum?: number
  readonly maximum?: number
}

/** One operation of an API, as its OpenAPI document tells it. */
export interface Endpoint {
  readonly name: string
  /** Where its paths begin. */
  readonly base: string
  readonly method: string
  /** Parameters as `{name}`. */
  readonly path: string
  readonly pathParameters: readonly string[]
  readonly queryFields: Readonly<Record<string, FieldSchema>>
  /** Undefined: it takes no body. */
  readonly bodyFields: Readonly<Record<string, FieldSchema>> | undefined
  readonly requiredFields: readonly string[]
  readonly takesForms: boolean
  /** Refuses fields that it does not know. */
  readonly isStrict: boolean
  readonly needsToken: boolean
}

interface BodySchema {
  readonly properties: Record<string, FieldSchema>
  readonly required?: string[]
  readonly additionalProperties?: boolean
}
type Security = readonly object[]
interface OperationObject {
  readonly security?: Security
  readonly parameters?: readonly { name: string; in: 'path' | 'query'; schema: FieldSchema }[]
  readonly requestBody?: { content: Record<string, { schema: BodySchema }> }
}
interface Document {
  readonly security?: Security
  readonly servers?: readonly { url: string }[]
  readonly paths: Record<string, Record<string, OperationObject>>
}

/** Every operation of the API whose OpenAPI document is at the URL. */
export async function endpointsOf(documentUrl: string): Promise<readonly Endpoint[]> {
  const document = (await (await fetch(documentUrl)).json()) as Document
  const base = new URL(documentUrl).origin + (document.servers?.[0]?.url ?? '')
  return Object.entries(document.paths).flatMap(([path, operations]) =>
    Object.entries(operations).map(([method, operation]) =>
      endpointOf(document, base, { method, path, operation }),
    ),
  )
}

function endpointOf(
  { security }: Document,
  base: string,
  { method, path, operation }: { method: string; path: string; operation: OperationObject },
): Endpoint {
  const parameters = operation.parameters ?? []
  const content = operation.requestBody?.content
  const body = content?.['application/json']?.schema
  return {
    name: `${method.toUpperCase()} ${path}`,
    base,
    method: method.toUpperCase(),
    path,
    pathParameters: parameters.filter((parameter) => parameter.in === 'path').map(({ name }) => name),
    queryFields: Object.fromEntries(
      parameters.filter((parameter) => parameter.in === 'query').map(({ name, schema }) => [name, schema]),
    ),
    bodyFields: body?.properties,
    requiredFields: body?.required ?? [],
    takesForms: content?.['application/x-www-form-urlencoded'] !== undefined,
    isStrict: body?.additionalProperties === false,
    needsToken: (operation.security ?? security ?? []).length > 0,
  }
}
