import type { HeaderPairs } from './answer.ts'
import { headerValue } from './header-value.ts'

/** Whether who asked can unpack an answer (RFC 9110 §12.5.3); who names no encodings is taken to know them all. */
export function isAccepted(asked: HeaderPairs, answered: HeaderPairs): boolean {
  const accepted = headerValue(asked, 'accept-encoding')
  if (accepted === null) return true
  const offers = new Map(accepted.split(',').map(readOffer))
  return namesIn(headerValue(answered, 'content-encoding') ?? '').every(
    (coding) => offers.get(coding) ?? offers.get('*') ?? coding === 'identity',
  )
}

/** A coding, and whether it is welcome: `gzip;q=0` is not. */
function readOffer(offer: string): readonly [coding: string, isWelcome: boolean] {
  const [coding = '', ...parameters] = offer.split(';')
  return [namesIn(coding)[0] ?? '', !parameters.some((text) => /^\s*q\s*=\s*0(?:\.0*)?\s*$/i.test(text))]
}

function namesIn(codings: string): readonly string[] {
  const names = codings.split(',').map((coding) => coding.trim().toLowerCase().replace(/^x-/, ''))
  return names.filter((name) => name !== '')
}
