import { stat, statfs } from 'node:fs/promises'
import { fileFault } from '../file-fault.ts'
import { fail, ok, warn, type Finding } from './finding.ts'

const WARN_BYTES = 500_000_000
const FAIL_BYTES = 50_000_000
const ABOUT = 'files'

/** Whether nobody but its owner may read a file with a token in it. */
export async function checkSecretFile(file: string): Promise<Finding> {
  try {
    const { mode } = await stat(file)
    return (mode & 0o077) === 0
      ? ok(ABOUT, `only its owner may read ${file}`)
      : fail(
          ABOUT,
          `others may read the token in ${file} (mode ${(mode & 0o777).toString(8)})`,
          `chmod 600 ${file}`,
        )
  } catch (error) {
    return warn(ABOUT, `${file}: ${fileFault(error)}`, 'start the controller anew; it writes the file')
  }
}

/** Whether there is room in each folder that state is kept in. */
export async function checkSpace(folders: readonly string[]): Promise<readonly Finding[]> {
  return Promise.all([...new Set(folders)].map(spaceFinding))
}

async function spaceFinding(folder: string): Promise<Finding> {
  try {
    const { bavail, bsize } = await statfs(folder)
    const left = bavail * bsize
    const what = `${Math.floor(left / 1_000_000)} MB are free in ${folder}`
    if (left < FAIL_BYTES) return fail(ABOUT, what, 'make room')
    return left < WARN_BYTES ? warn(ABOUT, what, 'make room') : ok(ABOUT, what)
  } catch (error) {
    return fail(ABOUT, `${folder}: ${fileFault(error)}`, 'see that it is there')
  }
}
