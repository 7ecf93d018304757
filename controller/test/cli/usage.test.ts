import { expect } from 'chai'
import { EXIT } from '../../src/cli/exit-codes.ts'
import {
  errorIn,
  run,
  STRANGLER,
  strangler,
  stranglerHere,
  stranglerOnTerminal,
} from '../support/strangler.ts'
import { temporaryPlan, type TemporaryPlan } from '../support/temporary-plan.ts'

const COMMANDS = [
  ['status'],
  ['set'],
  ['rollback'],
  ['log'],
  ['traffic'],
  ['pin'],
  ...['list', 'show', 'assert', 'rules', 'suggest', 'export'].map((name) => ['compare', name]),
  ['plan', 'check'],
  ['plan', 'explain'],
  ['plan', 'diff'],
  ['plan', 'render'],
  ['plan', 'reload'],
]

/** What every colour begins with. */
const COLOUR = '\u001b['

interface Case {
  readonly args: readonly string[]
  /** The one line on stderr. */
  readonly says: string
}

const WRONG: readonly Case[] = [
  { args: ['bogus'], says: 'unknown command "bogus"; see strangler --help' },
  { args: ['statsu'], says: 'unknown command "statsu"; did you mean status?' },
  { args: ['plan', 'chek', 'x'], says: 'unknown command "chek"; did you mean check?' },
  { args: ['plan', 'check'], says: 'missing required argument "file"; see strangler plan check --help' },
  { args: ['set', 'a'], says: 'missing required argument "weight"; see strangler set --help' },
  { args: ['status', '--jsn'], says: 'unknown option "--jsn"; did you mean --json?' },
  { args: ['status', '--url'], says: 'option "--url <url>" argument missing; see strangler status --help' },
  { args: ['set', 'a', '101'], says: '"101" is no weight; give a whole number of percent, 0 to 100' },
  { args: ['set', 'a', '5.5'], says: '"5.5" is no weight; give a whole number of percent, 0 to 100' },
  { args: ['set', 'a', 'half'], says: '"half" is no weight; give a whole number of percent, 0 to 100' },
  { args: ['set', 'a', '-5'], says: '"-5" is no weight; give a whole number of percent, 0 to 100' },
  { args: ['log', '-n', '0'], says: '"0" is no limit; give a whole number, 1 to 1000' },
  { args: ['log', '-n', '1001'], says: '"1001" is no limit; give a whole number, 1 to 1000' },
  { args: ['plan', 'render', 'tabel'], says: '"tabel" cannot be rendered; render haproxy, k8s or table' },
  {
    args: ['plan', 'render', 'table', '--directory', 'x'],
    says: 'table needs no folder; leave --directory out',
  },
  {
    args: ['pin', '--for', '8d'],
    says: '"8d" is no duration of a pin; give 1s to 168h, like 90s, 30m or 12h',
  },
  {
    args: ['plan', 'explain', 'example.org'],
    says: '"example.org" is no URL; write http://host/path or /path',
  },
  {
    args: ['status', '--url', 'localhost:8090', '--token', 'x'],
    says: '"localhost:8090" is no URL of a controller; write http://host:port',
  },
  {
    args: ['status', '--url', 'http://127.0.0.1:9', '--token', 'a secret'],
    says: 'the token holds blanks or other characters that no token has; give it as the controller has it',
  },
]

describe('strangler', function () {
  this.timeout(60_000)
  it('shows its help when told nothing, as a fault, and when asked for it, as none', async () => {
    const [nothing, asked] = await Promise.all([strangler([]), strangler(['--help'])])
    expect(nothing).to.include({ code: EXIT.usage, stdout: '' })
    expect(asked).to.deep.equal({ code: EXIT.ok, stdout: nothing.stderr, stderr: '' })
    for (const text of ['Usage: strangler', 'Exit codes:', 'Examples:', 'strangler plan check plan.yaml'])
      expect(asked.stdout).to.contain(text)
  })

  it('tells every exit code in its help', async () => {
    const { stdout } = await stranglerHere(['--help'])
    const [, told = ''] = /Exit codes:\n([^]*?)\n\n/.exec(stdout) ?? []
    for (const [name, code] of Object.entries(EXIT)) expect(told, name).to.match(new RegExp(`\\b${code} `))
  })

  it('tells its version', async () => {
    expect(await strangler(['--version'])).to.deep.equal({ code: EXIT.ok, stdout: '0.1.0\n', stderr: '' })
  })

  for (const command of COMMANDS)
    it(`helps with ${command.join(' ')}, by example`, async () => {
      const { code, stdout, stderr } = await stranglerHere([...command, '--help'])
      expect({ code, stderr }).to.deep.equal({ code: EXIT.ok, stderr: '' })
      expect(stdout).to.contain(`Usage: strangler ${command.join(' ')}`)
      expect(stdout).to.match(new RegExp(`\nExamples?:\n  .*strangler ${command.join(' ')}`))
      expect(stdout).to.contain('--json')
    })

  for (const { args, says } of WRONG)
    it(`refuses "${args.join(' ')}" in one line, with what to do`, async () => {
      const [plain, json] = await Promise.all([stranglerHere(args), stranglerHere([...args, '--json'])])
      expect(plain).to.deep.equal({ code: EXIT.usage, stdout: '', stderr: `strangler: ${says}\n` })
      // An option that waits for its value takes --json for it.
      if (args.at(-1) === '--url') return
      expect(json).to.include({ code: EXIT.usage, stderr: plain.stderr })
      const { code, message, remedy } = errorIn(json)
      expect(code).to.equal('ERR_CLI_USAGE')
      expect(`${String(message)}; ${String(remedy)}`).to.equal(says)
    })

  describe('colours', () => {
    let plan: TemporaryPlan
    before(async () => {
      plan = await temporaryPlan()
    })
    after(() => plan.remove())

    it('are shown on a terminal', async () => {
      const { code, stdout } = await stranglerOnTerminal(['plan', 'check', plan.file], {
        env: { TERM: 'xterm' },
      })
      expect(code).to.equal(EXIT.ok)
      expect(stdout).to.contain(COLOUR).and.to.contain('plan "example" with 4 routes')
    })

    it('are not shown on a terminal with NO_COLOR, nor anywhere else', async () => {
      const args = ['plan', 'check', plan.file]
      const quiet = await stranglerOnTerminal(args, { env: { TERM: 'xterm', NO_COLOR: '1' } })
      const piped = await strangler(args, { env: { TERM: 'xterm' } })
      expect(quiet.stdout).not.to.contain(COLOUR)
      expect(piped.stdout).to.equal('ok: plan "example" with 4 routes\n')
    })

    it('are never part of JSON', async () => {
      const { stdout } = await stranglerOnTerminal(['plan', 'render', 'table', plan.file, '--json'], {
        env: { TERM: 'xterm' },
      })
      expect(stdout).not.to.contain(COLOUR)
      expect(JSON.parse(stdout)).to.include({ plan: 'example' })
    })
  })

  it('ends quietly when its reader has seen enough', async () => {
    const plan = await temporaryPlan()
    const command = `set -o pipefail; '${process.execPath}' '${STRANGLER}' plan render haproxy '${plan.file}' | head -1`
    const { stdout, stderr } = await run(['bash', '-c', command])
    await plan.remove()
    expect(stdout.split('\n')).to.have.length(2)
    expect(stderr).to.equal('')
  })
})
