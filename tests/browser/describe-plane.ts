import { startSystem, type SystemConfig } from '@strangler/demo'
import { launchChromium } from '../support/chromium.ts'
import { describeCrossings } from './crossings.ts'
import { describePictures } from './pictures.ts'
import type { Subject } from './subject.ts'
import { describeVisits } from './visits.ts'

/** What users see and do, whichever plane they come through. */
export function describePlane(plane: string, front: SystemConfig['front']): void {
  describe(`a real browser, through the ${plane}`, function () {
    this.timeout(300_000)
    const parts: Partial<Subject> = {}
    before(async () => {
      Object.assign(parts, {
        system: await startSystem({ front, legacyUrl: null, databaseUrl: null }, () => undefined),
        chromium: await launchChromium({ livingPages: true }),
      })
    })
    after(async () => {
      await parts.chromium?.close()
      await parts.system?.stop()
    })

    const subject = (): Subject => parts as Subject
    describe('pictures', () => describePictures(subject))
    describe('crossings', () => describeCrossings(subject))
    describe('visits', () => describeVisits(subject))
  })
}
