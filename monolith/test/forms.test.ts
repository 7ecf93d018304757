import { once } from 'node:events'
import { createServer, request, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect } from 'chai'
import express from 'express'
import fc from 'fast-check'
import { readForm } from '../src/django/forms.ts'
import { BadRequest } from '../src/errors.ts'

const URLENCODED = 'application/x-www-form-urlencoded'
const MULTIPART = 'multipart/form-data; boundary=b'
const MAX_BYTES = 2_621_440

type Outcome = [string, string][] | string

function part(name: string, value: string, more = ''): string {
  return `--b\r\nContent-Disposition: form-data; name="${name}"${more}\r\n\r\n${value}\r\n`
}

describe('readForm', () => {
  let server: Server
  before(async () => {
    const app = express()
    app.post('/', async (req, res) => {
      const outcome: Outcome = await readForm(req).then(
        (form) => [...form],
        (error: unknown) => (error instanceof BadRequest ? error.message : `no BadRequest: ${String(error)}`),
      )
      res.json(outcome)
    })
    server = createServer(app).listen(0, '127.0.0.1')
    await once(server, 'listening')
  })
  after(() => {
    server.close()
    server.closeAllConnections()
  })

  const url = (): string => `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
  const post = async (body: string | Uint8Array<ArrayBuffer>, type: string): Promise<Outcome> => {
    const headers = { 'content-type': type }
    return (await (await fetch(url(), { method: 'POST', body, headers })).json()) as Outcome
  }

  for (const [name, type, body, expected] of [
    [
      'a form',
      URLENCODED,
      'a=1&b=%C5%BC+%26',
      [
        ['a', '1'],
        ['b', 'ż &'],
      ],
    ],
    ['a form with a charset', `${URLENCODED}; charset=UTF-8`, 'a=1', [['a', '1']]],
    ['a type in capitals', URLENCODED.toUpperCase(), 'a=1', [['a', '1']]],
    ['an empty form', URLENCODED, '', []],
    [
      'a repeated field, in order',
      URLENCODED,
      'a=1&a=2',
      [
        ['a', '1'],
        ['a', '2'],
      ],
    ],
    ['bytes that are not UTF-8 as U+FFFD', URLENCODED, 'a=%ff', [['a', '\uFFFD']]],
    ['a question mark as part of a name', URLENCODED, '?a=1', [['?a', '1']]],
    [
      'multipart',
      MULTIPART,
      `${part('a', '1')}${part('ż', 'x\r\ny&+')}--b--\r\n`,
      [
        ['a', '1'],
        ['ż', 'x\r\ny&+'],
      ],
    ],
    ['multipart without fields', MULTIPART, '--b--\r\n', []],
    [
      'fields beside a file, without the file',
      MULTIPART,
      `${part('f', 'GIF', '; filename="a.gif"')}${part('a', '1')}--b--\r\n`,
      [['a', '1']],
    ],
    ['no fields in JSON', 'application/json', '{"a": 1}', []],
    ['no fields in plain text', 'text/plain', 'a=1', []],
  ] as const)
    it(`reads ${name}`, async () => {
      expect(await post(body, type)).to.deep.equal(expected)
    })

  it('reads no fields where nothing is sent', async () => {
    expect(await (await fetch(url(), { method: 'POST' })).json()).to.deep.equal([])
  })

  for (const [name, type, body] of [
    ['ends too early', MULTIPART, part('a', '1')],
    ['has no boundary', 'multipart/form-data', `${part('a', '1')}--b--\r\n`],
    ['is nothing of the kind', MULTIPART, 'a=1'],
  ] as const)
    it(`refuses multipart that ${name}`, async () => {
      expect(await post(body, type)).to.equal('the multipart body cannot be read')
    })

  it('takes 1000 fields, and refuses 1001, in either encoding', async () => {
    const names = Array.from({ length: 1001 }, (_, index) => `f${index}`)
    const encoded = (count: number) =>
      names
        .slice(0, count)
        .map((name) => `${name}=1`)
        .join('&')
    const parts = (count: number) =>
      `${names
        .slice(0, count)
        .map((name) => part(name, '1'))
        .join('')}--b--\r\n`
    expect(await post(encoded(1000), URLENCODED)).to.have.length(1000)
    expect(await post(encoded(1001), URLENCODED)).to.equal('the form has too many fields')
    expect(await post(parts(1000), MULTIPART)).to.have.length(1000)
    expect(await post(parts(1001), MULTIPART)).to.equal('the form has too many fields')
  })

  it('takes 2.5 MiB, and refuses a byte more, before it is sent', async () => {
    const largest = `a=${'x'.repeat(MAX_BYTES - 2)}`
    expect(await post(largest, URLENCODED)).to.have.length(1)
    const outgoing = request(url(), {
      method: 'POST',
      headers: { 'content-type': URLENCODED, 'content-length': MAX_BYTES + 1 },
    })
    outgoing.flushHeaders()
    const [answer] = (await once(outgoing, 'response')) as [AsyncIterable<Buffer>]
    expect(JSON.parse(await textOf(answer))).to.equal('the form is too large')
    outgoing.destroy()
  })

  it('counts the bytes of a body that does not tell its length', async () => {
    const outgoing = request(url(), { method: 'POST', headers: { 'content-type': URLENCODED } })
    outgoing.on('error', () => undefined)
    outgoing.write('a=')
    outgoing.end(Buffer.alloc(MAX_BYTES, 'x'))
    const [answer] = (await once(outgoing, 'response')) as [AsyncIterable<Buffer>]
    expect(JSON.parse(await textOf(answer))).to.equal('the form is too large')
    outgoing.destroy()
  })

  it('gives back what a browser sends, whatever the fields, in either encoding', async () => {
    // Browsers escape these in the names of multipart, and the framework leaves them escaped.
    const name = fc
      .string({ unit: 'binary', minLength: 1, maxLength: 20 })
      .filter((one) => !/["\r\n]/.test(one))
    const field = fc.tuple(name, fc.string({ unit: 'binary' }))
    await fc.assert(
      fc.asyncProperty(fc.array(field, { maxLength: 5 }), async (fields) => {
        expect(await post(new URLSearchParams(fields).toString(), URLENCODED)).to.deep.equal(fields)
        const form = new FormData()
        for (const [name, value] of fields) form.append(name, value)
        const answer = await fetch(url(), { method: 'POST', body: form })
        expect(await answer.json()).to.deep.equal(fields.map(([name, value]) => [name, withCrLf(value)]))
      }),
      { numRuns: 50 },
    )
  })
})

/** Line breaks as browsers send them in multipart. */
function withCrLf(text: string): string {
  return text.replace(/\r\n|\r|\n/g, '\r\n')
}

async function textOf(answer: AsyncIterable<Buffer>): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of answer) chunks.push(chunk)
  return Buffer.concat(chunks).toString()
}
