import { createHash } from 'node:crypto'
import type { Walk } from './finding.ts'
import { BODY } from './where.ts'

/** Bytes that are no text are compared as a whole. */
export function diffBytes(legacy: Uint8Array, candidate: Uint8Array, walk: Walk): void {
  if (Buffer.compare(legacy, candidate) === 0) return
  walk.found({ kind: 'body-bytes', where: BODY, legacy: nameOf(legacy), candidate: nameOf(candidate) })
}

function nameOf(bytes: Uint8Array): string {
  return `${bytes.length} bytes, SHA-256 ${createHash('sha256').update(bytes).digest('hex').slice(0, 16)}…`
}
