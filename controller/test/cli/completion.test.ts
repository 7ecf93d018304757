import { spawnSync } from 'node:child_process'
import { mkdtemp, rm, symlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { EXIT } from '../../src/cli/exit-codes.ts'
import { openApi, TOKENS, type TestApi } from '../support/api.ts'
import { openOffice, type Office } from '../support/office.ts'
import { run, STRANGLER, stranglerHere } from '../support/strangler.ts'

describe('strangler completion', () => {
  let office: Office
  let api: TestApi
  let env: Readonly<Record<string, string>>
  before(async () => {
    office = await openOffice()
    api = await openApi(office.controller())
    env = { STRANGLER_URL: api.url, STRANGLER_TOKEN: TOKENS.operator }
  })
  after(async () => {
    await api.close()
    await office.close()
  })

  /** What is offered for the last word. */
  async function offered(...words: string[]): Promise<readonly string[]> {
    const { stdout } = await stranglerHere(['complete', '--plain', '--', ...words], { env })
    return stdout.split('\n').filter((line) => line !== '')
  }

  it('offers commands, those below them, and none that is hidden', async () => {
    expect(await offered(''))
      .to.include.members(['status', 'set', 'plan', 'drained'])
      .and.not.include('complete')
    expect(await offered('dr')).to.deep.equal(['drained'])
    expect(await offered('plan', 'ch')).to.deep.equal(['check'])
    expect(await offered('completion', '')).to.deep.equal(['bash', 'zsh', 'fish'])
  })

  it('offers ids of routes where a route is meant, once', async () => {
    expect(await offered('set', 's')).to.deep.equal(['static', 'search'])
    expect(await offered('set', 'static', '')).to.deep.equal([])
    expect(await offered('rollback', '--reason', 'it is slow', 'sta')).to.deep.equal(['static'])
  })

  it('offers the options of the command, and nothing for the value of one', async () => {
    expect(await offered('set', 'static', '--re')).to.deep.equal(['--reason'])
    expect(await offered('set', '--reason', '')).to.deep.equal([])
    expect(await offered('status', '--')).to.include.members(['--json', '--url', '--help'])
  })

  it('says what each word is, for shells that show that', async () => {
    const { stdout } = await stranglerHere(['complete', '--', 'dra'], { env })
    expect(stdout).to.match(/^drained:tell whether nobody calls legacy/)
  })

  it('offers what it can without a controller', async () => {
    const { code, stdout } = await stranglerHere(['complete', '--plain', '--', 'rollback', ''])
    expect([code, stdout]).to.deep.equal([EXIT.ok, ''])
  })

  it('makes bash complete a route', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'strangler-bash-'))
    await symlink(STRANGLER, join(folder, 'strangler'))
    const script = [
      'source <(strangler completion bash)',
      'COMP_WORDS=(strangler set sea); COMP_CWORD=2; _strangler',
      'echo "${COMPREPLY[@]}"',
    ].join('\n')
    const PATH = `${folder}:${process.execPath.replace(/\/node$/, '')}:${process.env['PATH'] ?? ''}`
    const { stdout, stderr } = await run(['bash', '-c', script], { env: { ...env, PATH } })
    await rm(folder, { recursive: true })
    expect([stdout, stderr]).to.deep.equal(['search\n', ''])
  })

  it('is well-formed for each shell that is here', async () => {
    for (const [shell, check] of [
      ['bash', ['-n']],
      ['zsh', ['-n']],
      ['fish', ['--no-execute']],
    ] as const) {
      const { stdout, code } = await stranglerHere(['completion', shell])
      expect(code).to.equal(EXIT.ok)
      const { status, error } = spawnSync(shell, check, { input: stdout })
      if (!error) expect(status, shell).to.equal(0)
    }
    expect((await stranglerHere(['completion', 'tcsh'])).code).to.equal(EXIT.usage)
  })
})
