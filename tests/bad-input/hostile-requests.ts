import { deflateSync, gzipSync } from 'node:zlib'
import type { Endpoint, FieldSchema } from './endpoints.ts'

/** A request that no operation may take. */
export interface HostileRequest {
  readonly name: string
  readonly method: string
  /** From the base on. */
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string | Buffer
  /** Parameter that the answer must name. */
  readonly names?: string
}

const JSON_TYPE = { 'content-type': 'application/json' }
const FORM_TYPE = { 'content-type': 'application/x-www-form-urlencoded' }
const MEGABYTE = 1024 * 1024

/** Hostile values of each parameter in turn, hostile bodies, and methods that the path does not have. */
export function hostileRequests(
  endpoint: Endpoint,
  siblings: readonly Endpoint[],
): readonly HostileRequest[] {
  return [
    ...pathRequests(endpoint),
    ...queryRequests(endpoint),
    ...(endpoint.bodyFields
      ? [...fieldRequests(endpoint, endpoint.bodyFields), ...bodyRequests(endpoint)]
      : []),
    ...methodRequests(endpoint, siblings),
  ]
}

/** A path with harmless parameters. */
export function harmlessPath({ path }: Endpoint): string {
  return path.replaceAll(/\{\w+\}/g, '1')
}

/** A body that the operation would take. */
function harmlessBody({ bodyFields = {}, requiredFields }: Endpoint): Record<string, unknown> {
  return Object.fromEntries(
    requiredFields.map((name) => [name, bodyFields[name]?.type === 'integer' ? 50 : `harmless ${name}`]),
  )
}

function pathRequests(endpoint: Endpoint): readonly HostileRequest[] {
  const values = ['0', '-1', '2147483648', '9'.repeat(400), '1.5', '1e1', 'abc', '%00', '1%00', '%zz', '%']
  const spelt = ['%20', '%D9%A3', '%F0%9F%98%80', '..%2f..%2fetc', '1;x', '__proto__', 'constructor', '%ff']
  return endpoint.pathParameters.flatMap((parameter) =>
    [...values, ...spelt, 'x'.repeat(9000)].map((value) => ({
      name: `${parameter} in the path is ${shown(value)}`,
      method: endpoint.method,
      path: endpoint.path.replace(`{${parameter}}`, value),
      headers: endpoint.bodyFields ? JSON_TYPE : {},
      ...(endpoint.bodyFields ? { body: JSON.stringify(harmlessBody(endpoint)) } : {}),
    })),
  )
}

function queryRequests(endpoint: Endpoint): readonly HostileRequest[] {
  return Object.entries(endpoint.queryFields).flatMap(([field, { type }]) => {
    const numbers = ['abc', '', '0', '-1', '1.5', '1e9', 'NaN', 'Infinity', '1%00', '9'.repeat(400)]
    const values = type === 'integer' ? numbers : ['%00', 'a%00b']
    return [...values, 'x'.repeat(20_000)].map((value) => ({
      name: `${field} in the query is ${shown(value)}`,
      method: endpoint.method,
      path: `${harmlessPath(endpoint)}?${field}=${value}`,
      headers: {},
      ...(value.length > 10_000 ? {} : { names: field }),
    }))
  })
}

function fieldRequests(
  endpoint: Endpoint,
  fields: Readonly<Record<string, FieldSchema>>,
): readonly HostileRequest[] {
  return Object.entries(fields).flatMap(([field, schema]) => {
    const request = (name: string, type: Record<string, string>, body: string): HostileRequest => ({
      name: `${field} ${name}`,
      method: endpoint.method,
      path: harmlessPath(endpoint),
      headers: type,
      body,
      names: field,
    })
    const json = (value: unknown): string => JSON.stringify({ ...harmlessBody(endpoint), [field]: value })
    const form = (value: string): string =>
      new URLSearchParams({
        ...(harmlessBody(endpoint) as Record<string, string>),
        [field]: value,
      }).toString()
    return [
      ...wrongValues(schema).map((value) =>
        request(`is ${shown(JSON.stringify(value))}`, JSON_TYPE, json(value)),
      ),
      ...(endpoint.requiredFields.includes(field) ? [request('is missing', JSON_TYPE, json(undefined))] : []),
      ...(endpoint.takesForms
        ? [
            request('has a NUL in a form', FORM_TYPE, form('a\0b')),
            request('is given twice', FORM_TYPE, `${form('a')}&${field}=b`),
          ]
        : []),
    ]
  })
}

function wrongValues({
  type,
  minLength = 0,
  maxLength,
  minimum = 0,
  maximum = 0,
}: FieldSchema): readonly unknown[] {
  const never = [null, true, [], {}, ['a'], { $ne: '' }, { length: 1 }].filter(
    // Of these types there are values that are as they should be.
    (value) => (type !== 'boolean' || value !== true) && (type !== 'array' || JSON.stringify(value) !== '[]'),
  )
  if (type === 'integer') return [...never, '50', '', 1.5, minimum - 1, maximum + 1, 1e300]
  return [
    ...never,
    7,
    'a\0b',
    ...(minLength > 0 ? [''] : []),
    ...(maxLength === undefined ? [] : ['x'.repeat(maxLength + 1)]),
  ]
}

function bodyRequests(endpoint: Endpoint): readonly HostileRequest[] {
  const whole = JSON.stringify(harmlessBody(endpoint))
  const request = (name: string, headers: Record<string, string>, body: string | Buffer): HostileRequest => ({
    name,
    method: endpoint.method,
    path: harmlessPath(endpoint),
    headers,
    body,
  })
  const json = (body: string | Buffer): HostileRequest =>
    request(`body ${shown(body.toString('latin1'))}`, JSON_TYPE, body)
  const nested = `{"${Object.keys(endpoint.bodyFields ?? {})[0] ?? 'a'}":`
  return [
    ...['{', '{"a":', 'nul', 'null', '[]', '"text"', '7', 'undefined', "{'a':1}", '\0', '[[[[', '{}{}'].map(
      json,
    ),
    json(Buffer.from([0x7b, 0xff, 0xfe, 0x7d])),
    json(`${nested}${'['.repeat(10_000)}${']'.repeat(10_000)}}`),
    json(`${nested}${'{"a":'.repeat(5000)}1${'}'.repeat(5000)}}`),
    ...(endpoint.isStrict ? [json(whole.replace('}', `${whole === '{}' ? '' : ','}"unknown":1}`))] : []),
    request('a MB of JSON', JSON_TYPE, `{"a":"${'x'.repeat(MEGABYTE)}"}`),
    request('a MB of a form', FORM_TYPE, `a=${'x'.repeat(MEGABYTE)}`),
    request('a MB that unpacks from a kB', { ...JSON_TYPE, 'content-encoding': 'gzip' }, bomb(gzipSync)),
    request('the same, deflated', { ...JSON_TYPE, 'content-encoding': 'deflate' }, bomb(deflateSync)),
    request('no gzip at all', { ...JSON_TYPE, 'content-encoding': 'gzip' }, whole),
    request('an unknown encoding', { ...JSON_TYPE, 'content-encoding': 'rot13' }, whole),
    request('an unknown charset', { 'content-type': 'application/json; charset=klingon' }, whole),
    request('a text', { 'content-type': 'text/plain' }, whole),
    request(
      'XML',
      { 'content-type': 'application/xml' },
      '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]>',
    ),
    request('multipart', { 'content-type': 'multipart/form-data; boundary=b' }, '--b\r\n\r\nx\r\n--b--'),
    request('an unreadable type', { 'content-type': ';;;/' }, whole),
    request('no type', {}, whole),
  ]
}

function methodRequests(endpoint: Endpoint, siblings: readonly Endpoint[]): readonly HostileRequest[] {
  const had = siblings.filter(({ path, base }) => path === endpoint.path && base === endpoint.base)
  const methods = had.map(({ method }) => method)
  return ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'TRACE', 'PROPFIND', 'SEARCH']
    .filter((method) => !methods.includes(method))
    .map((method) => ({
      name: `method ${method}`,
      method,
      path: harmlessPath(endpoint),
      headers: {},
    }))
}

function bomb(pack: (bytes: Buffer) => Buffer): Buffer {
  return pack(Buffer.from(`{"a":"${'x'.repeat(MEGABYTE)}"}`))
}

function shown(value: string): string {
  return value.length > 40 ? `${value.slice(0, 40)}… (${value.length})` : value
}
