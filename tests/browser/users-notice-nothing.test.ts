import { startSystem, type SystemConfig } from '@strangler/demo'
import { launchChromium } from '../support/chromium.ts'
import { describeCrossings } from './crossings.ts'
import { describePictures } from './pictures.ts'
import type { Subject } from './subject.ts'
import { describeVisits } from './visits.ts'

const PLANES: Readonly<Record<string, SystemConfig>> = {
  edge: { front: 'haproxy', legacyUrl: null, databaseUrl: null },
  proxy: { front: 'proxy', legacyUrl: null, databaseUrl: null },
}

for (const [plane, config] of Object.entries(PLANES))
  describe(`a real browser, through the ${plane}`, function () {
    this.timeout(300_000)
    const parts: Partial<Subject> = {}
    before(async () => {
      Object.assign(parts, {
        system: await startSystem(config, () => undefined),
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
