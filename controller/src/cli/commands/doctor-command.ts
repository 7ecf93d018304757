import type { Command } from 'commander'
import { Refusal, Unreachable } from '../../client.ts'
import { clockFinding, fail, ok, warn as note, type Finding } from '../../doctor/finding.ts'
import { checkSecretFile } from '../../doctor/check-files.ts'
import { VERSION } from '../../version.ts'
import { CliError } from '../cli-error.ts'
import { columns } from '../columns.ts'
import { findContextFile, type RemoteOptions } from '../find-controller.ts'
import { remoteOptions } from '../remote-options.ts'
import { askController } from '../run-remote.ts'
import { show, tone, type Terminal } from '../terminal.ts'

const TONES = { ok: 'good', warn: 'notable', fail: 'bad' } as const

/** `strangler doctor`: looks at everything, and says how to mend what is not well. */
export function addDoctorCommand(program: Command, terminal: Terminal): void {
  remoteOptions(
    program
      .command('doctor')
      .description(
        'look at every process, version, clock, file and permission; exit code 6 if something fails',
      ),
  )
    .addHelpText(
      'after',
      '\nExamples:\n  strangler doctor\n  strangler doctor --json | jq ".findings[] | select(.level != \\"ok\\")"',
    )
    .action(async (options: RemoteOptions) => {
      const findings = await examine(options, terminal)
      const failed = findings.filter(({ level }) => level === 'fail')
      if (failed.length === 0 || options.json !== true)
        show(terminal, options, { json: { findings }, text: findingsText(findings) })
      if (failed.length > 0)
        throw new CliError(
          'ERR_CLI_UNWELL',
          failed.length === 1 ? '1 thing fails' : `${failed.length} things fail`,
          'mend what stands above',
          { findings },
        )
    })
}

async function examine(options: RemoteOptions, terminal: Terminal): Promise<readonly Finding[]> {
  return [...(await examineHere(terminal)), ...(await examineController(options, terminal))]
}

async function examineHere(terminal: Terminal): Promise<readonly Finding[]> {
  const file = findContextFile(terminal)
  return file === null ? [] : [await checkSecretFile(file)]
}

async function examineController(options: RemoteOptions, terminal: Terminal): Promise<readonly Finding[]> {
  const asked = Date.now()
  try {
    const { version, now, findings } = await askController(options, terminal, (client) => client.doctor())
    const took = Date.now() - asked
    return [
      ok('controller', `it answers within ${took} ms`),
      version === VERSION
        ? ok('controller', `its version is ${version}`)
        : note(
            'controller',
            `its version is ${version}, the command line's ${VERSION}`,
            'update both to the same',
          ),
      // It looks at its clock last.
      clockFinding('controller', Date.parse(now) - Date.now(), took),
      ...findings,
    ]
  } catch (error) {
    const isTold = error instanceof Unreachable || error instanceof Refusal || error instanceof CliError
    if (!isTold) throw error
    return [fail('controller', error.what, error.remedy)]
  }
}

function findingsText(findings: readonly Finding[]): string {
  const rows = findings.map(({ level, about, what, remedy }) => [
    tone(TONES[level], level),
    about,
    remedy === null ? what : `${what}; ${remedy}`,
  ])
  return columns(['', 'what', 'finding'], rows)
}
