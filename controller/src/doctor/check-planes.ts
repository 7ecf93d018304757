import type { PlaneView } from '../control/plane-view.ts'
import { messageOf } from '../errors.ts'
import { fail, ok, warn, type Finding } from './finding.ts'

/** Whether each plane can be asked and does what the table says, and what else is to be said of it. */
export async function checkPlanes(
  views: readonly PlaneView[],
  tableVersion: number | null,
): Promise<readonly Finding[]> {
  const findings = await Promise.all(views.map((view) => checkPlane(view, tableVersion)))
  return findings.flat()
}

async function checkPlane(view: PlaneView, tableVersion: number | null): Promise<readonly Finding[]> {
  const about = `plane ${view.plane.name}`
  const observation = view.observation()
  if (!observation)
    return [
      fail(about, `it cannot be asked: ${view.error() ?? 'not seen yet'}`, 'see that it runs, and its log'),
    ]
  const { version } = observation
  const serving =
    version === tableVersion
      ? ok(about, `it serves version ${String(version)} of the table`)
      : warn(
          about,
          `it serves version ${String(version)}, the table is at ${String(tableVersion)}`,
          view.error() ?? 'it is told within seconds; if it stays so, see the log of the controller',
        )
  const drift = view
    .drift()
    .map(({ route }) => warn(about, `route "${route}" was changed there by hand`, 'see strangler status'))
  return [serving, ...drift, ...(await inspected(view, about))]
}

async function inspected({ plane }: PlaneView, about: string): Promise<readonly Finding[]> {
  try {
    return (await plane.inspect?.()) ?? []
  } catch (error) {
    return [warn(about, `it could not be looked at: ${messageOf(error)}`, 'see its log')]
  }
}
