import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { once } from 'node:events'
import { expect } from 'chai'
import { EXIT } from '../../src/cli/exit-codes.ts'
import { listen } from '../../src/listen.ts'
import { errorIn, stranglerHere, type Run } from '../support/strangler.ts'

const STEPS = { steps: [] }

describe('strangler, looking for its controller,', () => {
  let folder: string
  let server: Server
  let url: string
  /** Authorization headers that came, latest first. */
  let came: (string | undefined)[]
  let answer: { status: number; body: string }

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'strangler-cli-'))
    server = createServer((req, res) => {
      came.unshift(req.headers.authorization)
      res.writeHead(answer.status, { 'content-type': 'application/json' }).end(answer.body)
    })
    url = (await listen(server, 0, '127.0.0.1')).url
  })
  beforeEach(async () => {
    came = []
    answer = { status: 200, body: JSON.stringify(STEPS) }
    await rm(join(folder, 'var'), { recursive: true, force: true })
  })
  after(async () => {
    server.close()
    server.closeAllConnections()
    await once(server, 'close')
    await rm(folder, { recursive: true, force: true })
  })

  const context = async (text: string, file = 'var/run/controller.json'): Promise<void> => {
    await mkdir(dirname(join(folder, file)), { recursive: true })
    await writeFile(join(folder, file), text)
  }
  const steps = (
    args: readonly string[] = [],
    env: Record<string, string> = {},
    cwd = folder,
  ): Promise<Run> => stranglerHere(['log', ...args], { cwd, env })

  it('takes address and token from the context file of its folder, or of one above', async () => {
    await context(JSON.stringify({ url, token: 'from-the-file' }))
    expect(await steps()).to.deep.equal({ code: EXIT.ok, stdout: 'no steps yet\n', stderr: '' })
    expect(await steps([], {}, join(folder, 'var', 'run'))).to.include({ code: EXIT.ok })
    expect(came).to.deep.equal(['Bearer from-the-file', 'Bearer from-the-file'])
  })

  it('takes them from the file that STRANGLER_CONTEXT names', async () => {
    await context(JSON.stringify({ url, token: 'named' }), 'elsewhere/context.json')
    expect(await steps([], { STRANGLER_CONTEXT: 'elsewhere/context.json' })).to.include({ code: EXIT.ok })
    expect(came).to.deep.equal(['Bearer named'])
  })

  it('believes options before variables before the file', async () => {
    await context(JSON.stringify({ url: 'http://127.0.0.1:1', token: 'file' }))
    const env = { STRANGLER_URL: url, STRANGLER_TOKEN: 'variable' }
    expect(await steps([], env)).to.include({ code: EXIT.ok })
    expect(await steps(['--token', 'option'], env)).to.include({ code: EXIT.ok })
    expect(await steps(['--url', url], { ...env, STRANGLER_URL: 'http://127.0.0.1:1' })).to.include({
      code: EXIT.ok,
    })
    expect(came).to.deep.equal(['Bearer variable', 'Bearer option', 'Bearer variable'])
  })

  it('takes a variable that is set to nothing for one that is not set', async () => {
    await context(JSON.stringify({ url, token: 'file' }))
    const env = { STRANGLER_URL: '', STRANGLER_TOKEN: '', STRANGLER_CONTEXT: '' }
    expect(await steps([], env)).to.include({ code: EXIT.ok })
  })

  it('sends the token of the file to no other controller', async () => {
    await context(JSON.stringify({ url: 'http://127.0.0.1:1', token: 'file' }))
    const { code, stderr } = await steps(['--url', url])
    expect(code).to.equal(EXIT.noPermission)
    expect(stderr).to.equal(`strangler: no token for ${url}; give --token or STRANGLER_TOKEN\n`)
    expect(came).to.deep.equal([])
  })

  it('says what it looked for when it finds none', async () => {
    const run = await steps(['--json'])
    expect(run.code).to.equal(EXIT.unreachable)
    expect(run.stderr).to.equal(
      'strangler: no controller is known: there is no var/run/controller.json here or above; start one, or give --url and --token\n',
    )
    expect(errorIn(run)).to.include({ code: 'ERR_CLI_NO_CONTROLLER' })
  })

  for (const [what, text] of [
    ['is no JSON', '{"url"'],
    ['lacks the token', '{"url":"http://127.0.0.1:1"}'],
    ['names no HTTP address', '{"url":"file:///etc","token":"x"}'],
  ] as const)
    it(`refuses a context file that ${what}`, async () => {
      await context(text)
      const run = await steps(['--json'])
      expect(run.code).to.equal(EXIT.unreachable)
      expect(run.stderr).to.match(
        /^strangler: context file .*controller\.json: it holds no URL and token of a controller; mend or remove it, .*\n$/,
      )
      expect(errorIn(run)).to.include({ code: 'ERR_CLI_CONTEXT' })
    })

  it('refuses a context file that is named but not there', async () => {
    const { code, stderr } = await steps([], { STRANGLER_CONTEXT: 'no.json' })
    expect(code).to.equal(EXIT.unreachable)
    expect(stderr).to.contain('no.json: there is no such file; mend or remove it')
  })

  it('says that nobody listens', async () => {
    const closed = createServer()
    const { url: nobody } = await listen(closed, 0, '127.0.0.1')
    closed.close()
    await once(closed, 'close')
    const run = await steps(['--url', nobody, '--token', 'x', '--json'])
    expect(run.code).to.equal(EXIT.unreachable)
    expect(run.stderr).to.match(
      /^strangler: controller at http:\/\/127\.0\.0\.1:\d+: .*ECONNREFUSED.*; see that it runs and that the URL is right\n$/,
    )
    expect(errorIn(run)).to.include({ code: 'ERR_CONTROLLER_UNREACHABLE' })
  })

  for (const [what, status, body, says] of [
    ['a page', 200, '<html>', 'it answers something else than a controller does'],
    ['JSON of another kind', 200, '{"steps":7}', 'it answers something else than a controller does'],
    ['an error of another kind', 404, 'not here', 'it answers 404, but not as a controller does'],
    ['a redirect', 302, '', 'redirect'],
  ] as const)
    it(`says that what answers with ${what} is no controller`, async () => {
      answer = { status, body }
      const { code, stdout, stderr } = await steps(['--url', url, '--token', 'x'])
      expect({ code, stdout }).to.deep.equal({ code: EXIT.unreachable, stdout: '' })
      expect(stderr)
        .to.contain(says)
        .and.to.match(/^strangler: .*; see that it runs .*\n$/)
    })

  it('refuses a table that is none', async () => {
    answer = { status: 200, body: '{"plan":"x","version":1}' }
    const args = ['plan', 'explain', '/', '--url', url, '--token', 'x']
    const { code, stderr } = await stranglerHere(args, { cwd: folder })
    expect(code).to.equal(EXIT.unreachable)
    expect(stderr).to.contain('it answers something else than a controller does')
  })

  it('takes a refusal that only a newer controller knows for a fault, and shows it', async () => {
    const error = { code: 'ERR_MOON_PHASE', message: 'the moon is full', remedy: 'wait' }
    answer = { status: 409, body: JSON.stringify({ error }) }
    const { code, stderr } = await steps(['--url', url, '--token', 'x'])
    expect({ code, stderr }).to.deep.equal({
      code: EXIT.fault,
      stderr: 'strangler: the moon is full; wait\n',
    })
  })
})
