import { execFile } from 'node:child_process'
import { copyFile, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { connectController, repository, startSystem, type System } from '@strangler/demo'
import { expect } from 'chai'
import { eventually } from './support/eventually.ts'
import { signIn, type SignedIn } from './support/sign-in.ts'

const run = promisify(execFile)

interface Accepted {
  keys: { kid: string; exp?: number }[]
}

describe('rotating the keys of a running system, as its page says', () => {
  let system: System
  let folder: string
  let signedIn: SignedIn
  let oldToken: string

  before(async () => {
    system = await startSystem({ front: 'haproxy', legacyUrl: null, databaseUrl: null }, () => undefined)
    folder = await mkdtemp(join(tmpdir(), 'keys-'))
    const controller = await connectController(system.contextFile)
    signedIn = await signIn(system, 'rosa')
    for (const route of ['search', 'list']) await controller.set(route, 100)
    oldToken = await tokenOf()
  })
  after(async () => {
    await system.stop()
    await rm(folder, { recursive: true })
  })

  /** What a Secret becomes in a Pod: another file in the same place, at once. */
  async function replace(name: 'keys.json' | 'signing.json'): Promise<void> {
    const next = join(system.folder, `${name}.next`)
    await copyFile(join(folder, name), next)
    await rename(next, join(system.folder, name))
  }

  async function tokenOf(): Promise<string> {
    const body = new URLSearchParams({ username: 'bruce', password: 'password' })
    const answer = await fetch(`${system.ready.edge}/api/login/`, { method: 'POST', body })
    return ((await answer.json()) as { Authorized: string }).Authorized
  }

  async function statusWith(token: string): Promise<number> {
    const headers = { Authorization: token }
    return (await fetch(`${system.ready.services.thoughts}/api/me/thoughts/`, { headers })).status
  }

  async function pageOfRosa(): Promise<number> {
    const { cookie } = signedIn
    return (await fetch(`${system.ready.edge}/thoughts/`, { redirect: 'manual', headers: { cookie } })).status
  }

  const keyOf = (token: string): string => {
    const [header = ''] = token.replace(/^Bearer /, '').split('.')
    return (JSON.parse(Buffer.from(header, 'base64url').toString()) as { kid: string }).kid
  }

  it('makes the next key beside the accepted ones, and says until when it should serve', async () => {
    await copyFile(join(system.folder, 'keys.json'), join(folder, 'keys.json'))
    const page = await readFile(join(repository, 'docs/operate/rotate-the-keys.md'), 'utf8')
    const line = /\$ node -e "(.*)"/.exec(page)?.[1] ?? ''
    await run(process.execPath, ['-e', line.replace("'keys'", `'${folder}'`)], { cwd: repository })
    const { keys } = JSON.parse(await readFile(join(folder, 'keys.json'), 'utf8')) as Accepted
    expect(keys.map(({ kid }) => kid)).to.deep.equal(['2027-05', 'demo-1'])
    expect(keys[0]?.exp).to.be.closeTo(Date.now() / 1000 + 200 * 86_400, 600)
  })

  it('is accepted everywhere before it signs, and the metrics tell when it expires', async () => {
    await replace('keys.json')
    for (const service of ['users', 'thoughts', 'frontend'] as const)
      await eventually(async () =>
        (await (await fetch(`${system.internal[service]}/metrics`)).text()).includes('kid="2027-05"'),
      )
    expect(await statusWith(oldToken)).to.equal(200)
  })

  it('signs from then on; tokens of the old key and sessions still count', async () => {
    await replace('signing.json')
    await eventually(async () => keyOf(await tokenOf()) === '2027-05')
    expect(keyOf(oldToken)).to.equal('demo-1')
    expect(await statusWith(oldToken)).to.equal(200)
    expect(await statusWith(await tokenOf())).to.equal(200)
    expect(await pageOfRosa()).to.equal(200)
  })

  it('is alone in the end: tokens of the old key are refused, and sessions go on', async () => {
    const file = join(folder, 'keys.json')
    const { keys } = JSON.parse(await readFile(file, 'utf8')) as Accepted
    await writeFile(file, JSON.stringify({ keys: keys.filter(({ kid }) => kid === '2027-05') }))
    await replace('keys.json')
    await eventually(async () => (await statusWith(oldToken)) === 401)
    expect(await statusWith(await tokenOf())).to.equal(200)
    expect(await pageOfRosa()).to.equal(200)
  })
})
