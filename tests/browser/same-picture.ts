import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { repository } from '@strangler/demo'
import { expect } from 'chai'
import pixelmatch from 'pixelmatch'
import { PNG } from 'pngjs'

/** Chromium does not smooth a round corner the same way every time; nobody sees so small a difference of colour. */
const UNSEEN = 0.02
const FOLDER = join(repository, 'var/screenshots')

/** Fails unless two PNG files agree in every pixel, as far as eyes can tell; then they and what differs are in var/screenshots. */
export async function expectSamePicture(
  name: string,
  legacy: Buffer = Buffer.alloc(0),
  candidate: Buffer = Buffer.alloc(0),
): Promise<void> {
  if (legacy.length > 0 && legacy.equals(candidate)) return
  const [one, other] = [PNG.sync.read(legacy), PNG.sync.read(candidate)]
  const { width, height } = one
  const sameSize = width === other.width && height === other.height
  const difference = new PNG({ width, height })
  const pixels = sameSize
    ? pixelmatch(one.data, other.data, difference.data, width, height, { threshold: UNSEEN, includeAA: true })
    : width * height
  if (pixels === 0) return
  const files = { legacy, candidate, ...(sameSize ? { difference: PNG.sync.write(difference) } : {}) }
  await mkdir(FOLDER, { recursive: true })
  const written = await Promise.all(
    Object.entries(files).map(async ([side, png]) => {
      const file = join(FOLDER, `${name.replaceAll(' ', '-')}-${side}.png`)
      await writeFile(file, png)
      return file
    }),
  )
  const sizes = `${width}x${height} and ${other.width}x${other.height}`
  expect.fail(`${name}: ${pixels} pixels differ (${sizes}); see ${written.join(', ')}`)
}
