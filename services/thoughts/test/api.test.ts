import { expect } from 'chai'
import { expectDocumented, type Document } from './support/document.ts'
import { startThoughts, type ThoughtsService } from './support/thoughts-service.ts'

interface Thought {
  readonly id: number
  readonly username: string
  readonly text: string
  readonly timestamp: string
}

interface Sent {
  readonly method?: string
  readonly token?: string
  readonly json?: unknown
  readonly form?: string
}

const OWN = '/api/me/thoughts/'
const ALL = '/api/thoughts/'

describe('the thoughts API', () => {
  let service: ThoughtsService
  let open: Document
  let internal: Document
  let bruce: string
  before(async () => {
    service = await startThoughts()
    bruce = await service.signer.sign({ username: 'bruce' }, 600)
    const documentOf = async (url: string) => (await (await fetch(`${url}/swagger.json`)).json()) as Document
    open = await documentOf(service.url)
    internal = await documentOf(service.internalUrl)
  })
  beforeEach(async () => {
    await service.database.query('truncate thoughts_thoughtmodel restart identity')
    await service.database.query(`insert into thoughts_thoughtmodel (username, text, timestamp) values
      ('bruce', 'one', '1962-05-11T09:53:41Z'), ('stephen', 'two', '1963-06-11T19:53:41.5Z'),
      ('bruce', 'three', '1962-05-11T12:00:00+02:00')`)
  })
  after(() => service[Symbol.asyncDispose]())

  const send = async (url: string, { method = 'GET', token, json, form }: Sent = {}) => {
    const type = form === undefined ? 'application/json' : 'application/x-www-form-urlencoded'
    const body = form ?? (json === undefined ? undefined : JSON.stringify(json))
    const answer = await fetch(url, {
      method,
      headers: {
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        ...(body === undefined ? {} : { 'content-type': type }),
      },
      ...(body === undefined ? {} : { body }),
    })
    const text = await answer.text()
    return {
      status: answer.status,
      headers: answer.headers,
      text,
      body: text === '' ? undefined : (JSON.parse(text) as unknown),
    }
  }
  /** Asks the public port, and holds the answer to the document. */
  const ask = async (path: string, sent: Sent = {}) => {
    const answer = await send(service.url + path, sent)
    const template = (path.split('?')[0] ?? '').replace(/[^/]+\/$/, (last) =>
      last === 'thoughts/' ? last : '{id}/',
    )
    expectDocumented(open, [(sent.method ?? 'GET').toLowerCase(), template], answer)
    return answer
  }
  const write = (json: unknown, token: string | undefined = bruce) =>
    ask(OWN, { method: 'POST', token, json })
  const messageOf = (body: unknown) => (body as { error: { message: string } }).error.message
  const count = async () => (await service.database.query('select 1 from thoughts_thoughtmodel')).rowCount

  it('offers these operations, own thoughts with a token, removal on the internal port only', () => {
    const operationsOf = ({ paths }: Document) =>
      Object.entries(paths).flatMap(([path, methods]) =>
        Object.entries(methods).map(
          ([method, { security }]) => `${method} ${path}${security ? ' with a token' : ''}`,
        ),
      )
    expect(operationsOf(open)).to.deep.equal([
      `get ${OWN} with a token`,
      `post ${OWN} with a token`,
      `get ${ALL}`,
      `get ${ALL}{id}/`,
    ])
    expect(operationsOf(internal)).to.deep.equal(['delete /admin/thoughts/{id}/'])
  })

  describe('own thoughts', () => {
    it("lists the user's alone, by id, with their times in UTC", async () => {
      expect((await ask(OWN, { token: bruce })).body).to.deep.equal([
        { id: 1, username: 'bruce', text: 'one', timestamp: '1962-05-11T09:53:41' },
        { id: 3, username: 'bruce', text: 'three', timestamp: '1962-05-11T10:00:00' },
      ])
      const other = await service.signer.sign({ username: 'Bruce' }, 600)
      expect((await ask(OWN, { token: other })).body).to.deep.equal([])
    })

    it('stores what is written, as JSON or as a form, and gives it back', async () => {
      const text = '  ż\r\n👍 <b>&'
      const { status, body } = await write({ text })
      expect(status).to.equal(201)
      const { timestamp, ...rest } = body as Thought
      expect(rest).to.deep.equal({ id: 4, username: 'bruce', text })
      expect(Date.parse(`${timestamp}Z`)).to.be.closeTo(Date.now(), 60_000)
      expect((await ask(`${ALL}4/`)).body).to.deep.equal(body)
      const form = `text=${encodeURIComponent(text)}`
      expect((await ask(OWN, { method: 'POST', token: bruce, form })).body).to.include({ id: 5, text })
    })

    it('is written in the name of the token, whatever the body says', async () => {
      const { body } = await write({ text: 'x', username: 'stephen', id: 99, timestamp: 'yesterday' })
      expect(body).to.include({ id: 4, username: 'bruce' })
    })

    for (const [name, text] of [
      ['250 characters', 'x'.repeat(250)],
      ['250 characters outside the first plane', '👍'.repeat(250)],
      ['a blank', ' '],
    ] as const)
      it(`accepts ${name}`, async () => {
        const { status, body } = await write({ text })
        expect(status).to.equal(201)
        expect((body as Thought).text).to.equal(text)
      })

    for (const [name, json, message] of [
      ['251 characters', { text: 'x'.repeat(251) }, 'text: must have at most 250 characters'],
      [
        '251 characters outside the first plane',
        { text: '👍'.repeat(251) },
        'text: must have at most 250 characters',
      ],
      ['an empty text', { text: '' }, 'text: must not be empty'],
      ['no text', {}, 'text: is missing'],
      ['a number', { text: 7 }, 'text: must be text'],
      ['NUL', { text: 'a\0b' }, 'text: must not contain NUL'],
      ['a list', [], 'body: must be an object of parameters'],
    ] as const)
      it(`refuses ${name} with 400, storing nothing`, async () => {
        const { status, body } = await write(json)
        expect([status, messageOf(body)]).to.deep.equal([400, message])
        expect(await count()).to.equal(3)
      })

    it('refuses everybody without a valid token with 401, storing nothing', async () => {
      const expired = await service.signer.sign({ username: 'bruce' }, -60)
      for (const token of [undefined, '', 'nonsense', `${bruce}x`, expired])
        for (const sent of [{}, { method: 'POST', json: { text: 'x' } }]) {
          const answer = await ask(OWN, { ...sent, ...(token === undefined ? {} : { token }) })
          expect(answer.status).to.equal(401)
          expect(answer.headers.get('www-authenticate')).to.match(/^Bearer/)
        }
      expect(await count()).to.equal(3)
    })

    it('asks for the token before it looks at the body', async () => {
      expect((await ask(OWN, { method: 'POST', json: { text: '' } })).status).to.equal(401)
    })
  })

  describe('all thoughts', () => {
    const texts = async (query: string) =>
      ((await ask(ALL + query)).body as Thought[]).map(({ text }) => text)
    const store = (list: readonly string[]) =>
      service.database.query(
        `insert into thoughts_thoughtmodel (username, text, timestamp) select 'bruce', unnest($1::text[]), now()`,
        [list],
      )

    it("lists everybody's by id, to anybody", async () => {
      expect((await ask(ALL)).body).to.deep.equal([
        { id: 1, username: 'bruce', text: 'one', timestamp: '1962-05-11T09:53:41' },
        { id: 2, username: 'stephen', text: 'two', timestamp: '1963-06-11T19:53:41.500' },
        { id: 3, username: 'bruce', text: 'three', timestamp: '1962-05-11T10:00:00' },
      ])
      expect(await texts('?search=')).to.deep.equal(['one', 'two', 'three'])
      expect(await texts('?other=x')).to.deep.equal(['one', 'two', 'three'])
    })

    for (const [name, words, expected] of [
      ['a part, whatever its case', 'TH', ['three']],
      ['letters of every alphabet, whatever their case', 'ŻÓŁĆ', ['zażółć']],
      ['a percent sign as itself', '%', ['100%', '\\%']],
      ['an underscore as itself', 'c_s', ['c_s']],
      ['a backslash as itself', '\\', ['C:\\temp', '\\%']],
      ['a backslash before a percent sign', '\\%', ['\\%']],
      ['a quotation mark', "'", ["it's"]],
      ['nothing for what nobody wrote', 'nobody', []],
      ['nothing for what is not UTF-8', '\uFFFD', []],
    ] as const)
      it(`search finds ${name}`, async () => {
        await store(['zażółć', '100%', 'cas', 'c_s', 'C:\\temp', '\\%', "it's"])
        expect(await texts(`?search=${encodeURIComponent(words)}`)).to.have.members(expected)
      })

    it('search reads a plus as a blank, and bytes that are not UTF-8 as U+FFFD', async () => {
      await store(['a b', 'a+b', 'x\uFFFDy'])
      expect(await texts('?search=a+b')).to.deep.equal(['a b'])
      expect(await texts('?search=a%2Bb')).to.deep.equal(['a+b'])
      expect(await texts('?search=x%FFy')).to.deep.equal(['x\uFFFDy'])
    })

    for (const [query, message] of [
      ['?search=%00', 'search: must not contain NUL'],
      ['?search=a&search=b', 'search: must be given once'],
    ] as const)
      it(`refuses ${query} with 400`, async () => {
        const { status, body } = await ask(ALL + query)
        expect([status, messageOf(body)]).to.deep.equal([400, message])
      })
  })

  describe('one thought', () => {
    it('is given by its id, to anybody', async () => {
      expect((await ask(`${ALL}2/`)).body).to.include({ id: 2, username: 'stephen', text: 'two' })
    })

    for (const id of ['4', '0', '-1', 'x', '1.0', '01x', '2147483647', '2147483648', '9'.repeat(30), '%00'])
      it(`is 404 for ${id.slice(0, 12)}`, async () => {
        expect((await ask(`${ALL}${id}/`)).status).to.equal(404)
      })

    it('goes by its id on the internal port, once', async () => {
      const remove = async (id: string) => {
        const answer = await send(`${service.internalUrl}/admin/thoughts/${id}/`, { method: 'DELETE' })
        expectDocumented(internal, ['delete', '/admin/thoughts/{id}/'], answer)
        return answer.status
      }
      expect([await remove('2'), await remove('2')]).to.deep.equal([204, 404])
      expect([await remove('x'), await remove('2147483648')]).to.deep.equal([404, 404])
      const { rows } = await service.database.query('select id from thoughts_thoughtmodel order by id')
      expect(rows).to.deep.equal([{ id: 1 }, { id: 3 }])
    })
  })

  it('removes nothing by the public port, and lets each method do only what it is for', async () => {
    expect((await send(`${service.url}/admin/thoughts/1/`, { method: 'DELETE' })).status).to.equal(404)
    for (const [method, path, allow] of [
      ['DELETE', `${ALL}1/`, 'GET, HEAD, OPTIONS'],
      ['POST', ALL, 'GET, HEAD, OPTIONS'],
      ['PUT', OWN, 'GET, POST, HEAD, OPTIONS'],
    ] as const) {
      const { status, headers } = await send(service.url + path, { method, token: bruce })
      expect([status, headers.get('allow')], `${method} ${path}`).to.deep.equal([405, allow])
    }
    expect(await count()).to.equal(3)
  })
})
