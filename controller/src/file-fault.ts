import { messageOf } from './errors.ts'

const FAULTS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  EISDIR: 'it is a folder',
  ENOTDIR: 'a part of its path is no folder',
  EACCES: 'it may not be opened',
  EPERM: 'it may not be opened',
}

/** Why a file could not be read or written, in words where the reason is one of the usual. */
export function fileFault(thrown: unknown): string {
  const { code } = (thrown ?? {}) as { code?: unknown }
  return (typeof code === 'string' ? FAULTS[code] : undefined) ?? messageOf(thrown)
}
