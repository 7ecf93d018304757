import { expect } from 'chai'
import fc from 'fast-check'
import { z } from 'zod'
import { describeApi, operation, rowId, text } from '@mythoughts/kit'
import { runService, type RunningService } from './support/run-service.ts'

const thought = z.object({ id: z.int(), text: z.string() })
const api = describeApi({
  title: 'Thoughts',
  version: 'v1.2',
  bodyLimit: '4kb',
  operations: [
    operation({
      method: 'post',
      path: '/api/me/thoughts/',
      summary: 'Store a thought',
      body: z.object({ text: text({ min: 1, max: 5 }), mood: text().optional() }),
      answers: { 201: { description: 'It', schema: thought } },
      handle: ({ body }) => ({ status: 201, body: { id: 1, ...body } }),
    }),
    operation({
      method: 'get',
      path: '/api/thoughts/',
      summary: 'Search',
      query: z.object({ search: text().optional() }),
      answers: { 200: { description: 'Them', schema: z.array(thought) } },
      handle: ({ query }) => ({ status: 200, body: [query.search ?? null] }),
    }),
    operation({
      method: 'get',
      path: '/api/thoughts/:id/',
      summary: 'One',
      params: z.object({ id: rowId() }),
      answers: { 200: { description: 'It', schema: thought }, 404: { description: 'None' } },
      handle: ({ params }) => ({ status: 200, body: { id: params.id } }),
    }),
    operation({
      method: 'delete',
      path: '/api/thoughts/:id/',
      summary: 'Forget',
      params: z.object({ id: rowId() }),
      answers: { 204: { description: 'Gone' } },
      handle: () => ({ status: 204 }),
    }),
  ],
})

interface Refusal {
  error: { code: string; message: string; fields?: { name: string }[] }
}

describe('describeApi', () => {
  let service: RunningService
  before(async () => {
    service = await runService(api.router)
  })
  after(() => service.stop())

  const post = (body: string | Buffer, type: string | undefined = 'application/json') =>
    fetch(`${service.url}/api/me/thoughts/`, {
      method: 'POST',
      body: typeof body === 'string' ? body : new Uint8Array(body),
      ...(type === '' ? {} : { headers: { 'Content-Type': type } }),
    })
  const form = (body: string) => post(body, 'application/x-www-form-urlencoded')

  it('takes the same parameters from JSON and from a form', async () => {
    const expected = { id: 1, text: 'żół&' }
    expect(await (await post(JSON.stringify({ text: 'żół&' }))).json()).to.deep.equal(expected)
    expect(await (await form('text=%C5%BC%C3%B3%C5%82%26')).json()).to.deep.equal(expected)
  })

  it('counts characters as PostgreSQL does, and reads broken UTF-8 as U+FFFD', async () => {
    expect((await post(JSON.stringify({ text: '👍👍👍👍👍' }))).status).to.equal(201)
    expect((await post(JSON.stringify({ text: '👍👍👍👍👍👍' }))).status).to.equal(400)
    expect(await (await form('text=a%FFb')).json()).to.have.property('text', 'a\uFFFDb')
  })

  it('takes a question mark for part of a name, but the one before the query', async () => {
    const found = async (query: string) => (await fetch(`${service.url}/api/thoughts/${query}`)).json()
    expect(await found('?search=a?b')).to.deep.equal(['a?b'])
    expect(await found('??search=a')).to.deep.equal([null])
    expect((await form('?text=a')).status).to.equal(400)
  })

  for (const [name, send, status, message] of [
    ['nothing', () => post('', ''), 400, 'text: is missing'],
    ['an empty object', () => post('{}'), 400, 'text: is missing'],
    ['a wrong type', () => post('{"text": 5}'), 400, 'text: must be text'],
    ['null', () => post('{"text": null}'), 400, 'text: must be text'],
    [
      'two faults',
      () => post('{"text": [], "mood": {}}'),
      400,
      'text: must be given once; mood: must be text',
    ],
    ['text that is too short', () => form('text='), 400, 'text: must not be empty'],
    ['a repeated field', () => form('text=a&text=b'), 400, 'text: must be given once'],
    ['NUL in a form', () => form('text=a%00'), 400, 'text: must not contain NUL'],
    ['NUL in JSON', () => post('{"text": "a\\u0000"}'), 400, 'text: must not contain NUL'],
    ['a list', () => post('[1]'), 400, 'body: must be an object of parameters'],
    ['a bare string', () => post('"text"'), 400, 'the body is not valid JSON'],
    ['broken JSON', () => post('{"text":'), 400, 'the body is not valid JSON'],
    ['only a prototype', () => post('{"__proto__": {"text": "a"}}'), 400, 'text: is missing'],
    ['a body that is too large', () => form(`text=${'a'.repeat(5000)}`), 413, 'the body is too large'],
    [
      'another media type',
      () => post('<text/>', 'text/xml'),
      415,
      'send application/json or application/x-www-form-urlencoded',
    ],
  ] as const) {
    it(`refuses ${name} with ${status}, saying what is wrong`, async () => {
      const answer = await send()
      expect(answer.status).to.equal(status)
      expect(((await answer.json()) as Refusal).error.message).to.equal(message)
    })
  }

  it('names each wrong parameter for programs, too', async () => {
    const { error } = (await (await post('{"mood": 1}')).json()) as Refusal
    expect(error.fields?.map(({ name }) => name)).to.deep.equal(['text', 'mood'])
  })

  it('answers 404 for ids that no row can have', async () => {
    const status = async (id: string) => (await fetch(`${service.url}/api/thoughts/${id}/`)).status
    for (const id of ['0', '-1', 'x', '2147483648', '1.5', '%00', '9'.repeat(400)])
      expect(await status(id), id).to.equal(404)
    expect(await status('2147483647')).to.equal(200)
  })

  it('answers 405 with Allow for another method of a known path', async () => {
    const answer = await fetch(`${service.url}/api/thoughts/1/`, { method: 'PUT' })
    expect([answer.status, answer.headers.get('allow')]).to.deep.equal([405, 'GET, DELETE, HEAD, OPTIONS'])
    const options = await fetch(`${service.url}/api/thoughts/1/`, { method: 'OPTIONS' })
    expect([options.status, options.headers.get('allow')]).to.deep.equal([204, 'GET, DELETE, HEAD, OPTIONS'])
  })

  it('never answers 5xx, whatever the body is', async () => {
    const type = fc.constantFrom(
      'application/json',
      'application/x-www-form-urlencoded',
      'text/plain',
      'application/json; charset=utf-16',
      'x',
    )
    const body = fc.oneof(
      fc.json().map((value) => Buffer.from(value)),
      fc.uint8Array().map((bytes) => Buffer.from(bytes)),
      fc.string().map((value) => Buffer.from(`{"text":${JSON.stringify(value)}}`)),
      fc.string().map((value) => Buffer.from(`text=${value}`)),
    )
    await fc.assert(
      fc.asyncProperty(body, type, async (bytes, contentType) => {
        const answer = await post(bytes, contentType)
        await answer.text()
        expect(answer.status).to.be.lessThan(500)
      }),
      { numRuns: 200 },
    )
    expect(service.lines.filter(({ level }) => level !== 'info')).to.deep.equal([])
  })

  it('describes itself in OpenAPI 3.1 from the same schemas', async () => {
    const document = await (await fetch(`${service.url}/swagger.json`)).json()
    expect(document).to.include({ openapi: '3.1.0' })
    expect(document).to.have.nested.property('info.version', 'v1.2')
    const paths = (document as { paths: Record<string, Record<string, unknown>> }).paths
    expect(Object.keys(paths)).to.deep.equal(['/api/me/thoughts/', '/api/thoughts/', '/api/thoughts/{id}/'])
    expect(paths['/api/me/thoughts/']?.['post'])
      .to.have.nested.property('requestBody.content')
      .with.all.keys('application/json', 'application/x-www-form-urlencoded')
    expect(paths['/api/me/thoughts/']?.['post']).to.deep.nested.include({
      'requestBody.content.application/json.schema': {
        type: 'object',
        properties: { text: { type: 'string', minLength: 1, maxLength: 5 }, mood: { type: 'string' } },
        required: ['text'],
      },
    })
    expect(paths['/api/thoughts/{id}/']?.['get']).to.deep.nested.include({
      'parameters[0]': {
        name: 'id',
        in: 'path',
        required: true,
        schema: { type: 'string', pattern: '^[0-9]+$' },
      },
    })
  })
})
