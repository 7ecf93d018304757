import type { Answer, HeaderPairs, Pair } from '../answer/answer.ts'
import { contentTypeOf, mediaOf, type ContentType, type Media } from '../answer/content-type.ts'
import { decodeBody } from '../answer/decode-body.ts'
import { headerValue } from '../answer/header-value.ts'
import { isAccepted } from '../answer/is-accepted.ts'
import { readText } from '../answer/read-text.ts'
import type { Reader } from '../normalise/create-reader.ts'
import { renameInHtml, renameInJson } from '../rules/rename.ts'
import type { Renaming } from '../rules/compile-rules.ts'
import { differOnlyInPassing } from '../sameness/differ-only-in-passing.ts'
import type { Secrets } from '../sameness/secrets.ts'
import { diffBytes } from './diff-bytes.ts'
import { diffElements } from './diff-html.ts'
import { diffForm } from './diff-form.ts'
import { diffJson } from './diff-json.ts'
import { diffText } from './diff-text.ts'
import type { Walk } from './finding.ts'
import { isCutShort } from './cut-short.ts'
import { BODY, type Where } from './where.ts'

const TRANSFER: Where = { in: 'transfer' }

/** How a pair's bodies were told apart. */
export interface BodyOutcome {
  /** Only what both sides have could be compared. */
  readonly partial: boolean
  /** They had to be parsed: neither bytes nor a look at the text told that they are equal. */
  readonly parsed: boolean
}

/** Compares bodies as what they are: pages by element, JSON by path, text by line, the rest by its bytes. */
export function diffBody(pair: Pair, by: Circumstances): BodyOutcome {
  const { legacy, candidate, request } = pair
  const { walk } = by
  if (request.method === 'HEAD') return { partial: false, parsed: false }
  const [mineCut, yoursCut] = [isCutShort(legacy), isCutShort(candidate)]
  const partial = mineCut || yoursCut
  if (mineCut !== yoursCut)
    walk.found({
      kind: 'truncated-body',
      where: TRANSFER,
      legacy: lengthWords(legacy, mineCut),
      candidate: lengthWords(candidate, yoursCut),
    })
  if (areBytesSame(legacy, candidate)) return { partial, parsed: false }
  const bodies = decodeBoth(pair, walk)
  const parsed = bodies !== null && diffDecoded(pair, bodies, partial, by)
  return { partial, parsed }
}

function areBytesSame(legacy: Answer, candidate: Answer): boolean {
  if (Buffer.compare(legacy.body, candidate.body) !== 0) return false
  const isPackedAlike =
    headerValue(legacy.headers, 'content-encoding') === headerValue(candidate.headers, 'content-encoding')
  const [mine, yours] = [contentTypeOf(legacy.headers), contentTypeOf(candidate.headers)]
  // The same bytes in another charset are another text, of which diffHeaders tells.
  return isPackedAlike && mine.type === yours.type
}

type Bodies = readonly [legacy: Uint8Array, candidate: Uint8Array]

function decodeBoth({ request, legacy, candidate }: Pair, walk: Walk): Bodies | null {
  diffAcceptance(request.headers, legacy, candidate, walk)
  const [mine, yours] = [decodeBody(legacy), decodeBody(candidate)]
  if (mine.ok && yours.ok) return [mine.bytes, yours.bytes]
  walk.found({
    kind: 'encoding',
    where: TRANSFER,
    legacy: mine.ok ? `${mine.bytes.length} bytes` : mine.reason,
    candidate: yours.ok ? `${yours.bytes.length} bytes` : yours.reason,
  })
  return null
}

/** Who asked cannot read what is packed in a way that they did not name. */
function diffAcceptance(asked: HeaderPairs, legacy: Answer, candidate: Answer, walk: Walk): void {
  const [mine, yours] = [legacy, candidate].map(({ headers }) => isAccepted(asked, headers))
  if (mine === yours) return
  const words = (isFine: boolean | undefined, { headers }: Answer): string =>
    `${headerValue(headers, 'content-encoding') ?? 'identity'}, ${isFine ? 'asked for' : 'not asked for'}`
  walk.found({
    kind: 'encoding',
    where: TRANSFER,
    legacy: words(mine, legacy),
    candidate: words(yours, candidate),
  })
}

/** What all steps need to tell bodies apart. */
export interface Circumstances {
  readonly reader: Reader
  readonly renamings: readonly Renaming[]
  readonly secrets: Secrets
  readonly walk: Walk
}

function diffDecoded(
  { legacy, candidate }: Pair,
  bodies: Bodies,
  partial: boolean,
  by: Circumstances,
): boolean {
  const types = [contentTypeOf(legacy.headers), contentTypeOf(candidate.headers)] as const
  const [mine, yours] = partial ? cutAlike(bodies) : bodies
  if (Buffer.compare(mine, yours) === 0) return false
  if (mine.length === 0 || yours.length === 0) {
    const which = yours.length === 0 ? 'body-missing' : 'body-extra'
    by.walk.found({
      kind: which,
      where: BODY,
      legacy: mine.length === 0 ? undefined : `${mine.length} bytes`,
      candidate: yours.length === 0 ? undefined : `${yours.length} bytes`,
    })
    return false
  }
  const media = commonMedia(types, [mine, yours])
  if (media === 'binary') {
    diffBytes(mine, yours, by.walk)
    return false
  }
  return diffTexts(media, readText(mine, types[0]), readText(yours, types[1]), by)
}

/** Up to where both sides have something. */
function cutAlike([mine, yours]: Bodies): Bodies {
  const length = Math.min(mine.length, yours.length)
  return [mine.subarray(0, length), yours.subarray(0, length)]
}

/** Bodies of different types are compared as what both can be read as. */
function commonMedia([mine, yours]: readonly [ContentType, ContentType], [bytes, others]: Bodies): Media {
  const [one, other] = [mediaOf(mine.type) ?? guessMedia(bytes), mediaOf(yours.type) ?? guessMedia(others)]
  if (one === other) return one
  return one === 'binary' || other === 'binary' ? 'binary' : 'text'
}

function guessMedia(bytes: Uint8Array): Media {
  const start = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, 512))
    .toString()
    .trimStart()
  if (/^<(?:!doctype html|html)/i.test(start)) return 'html'
  if (/^[[{]/.test(start)) return 'json'
  // eslint-disable-next-line no-control-regex -- these are what tells bytes from text
  return /[\0-\x08\x0e-\x1f]/.test(start) ? 'binary' : 'text'
}

function diffTexts(media: Media, legacy: string, candidate: string, by: Circumstances): boolean {
  const { walk, secrets, renamings, reader } = by
  if (legacy === candidate) return false
  secrets.see(legacy, candidate)
  if (media === 'html') {
    if (differOnlyInPassing(legacy, candidate, secrets)) return false
    const [mine, yours] = [reader.html(legacy), reader.html(candidate)]
    if (mine && yours) {
      if (mine.mode !== yours.mode)
        walk.found({ kind: 'doctype', where: BODY, legacy: mine.mode, candidate: yours.mode })
      diffElements(renameInHtml(mine.root, renamings, walk), yours.root, null, walk)
      return true
    }
  }
  if (media === 'json') {
    const [mine, yours] = [reader.json(legacy), reader.json(candidate)]
    if (mine !== undefined && yours !== undefined) {
      diffJson(renameInJson(mine, renamings, walk), yours, null, walk)
      return true
    }
  }
  if (media === 'form') diffForm(legacy, candidate, walk)
  else diffText(legacy, candidate, walk)
  return true
}

function lengthWords({ body }: Answer, cut: boolean): string {
  return `${body.length} bytes, ${cut ? 'broken off' : 'whole'}`
}
