import { refuse } from './refusal.ts'
import { word } from './words.ts'

// SECURITY: HAProxy reads lengths modulo 2^64 and hands them on as they came; 15 digits are within what all can count.
/** What HAProxy reads in one way, and some upstream in another (RFC 9112 §6.1 and §6.3, RFC 9110 §5.5). */
export function framingRules(): readonly string[] {
  return [
    '# What HAProxy reads in one way, and some upstream in another.',
    `${refuse('the length has more than 15 digits')} if { req.fhdr(content-length),length gt 15 }`,
    `${refuse('HTTP/1.0 knows no transfer codings')} if HTTP_1.0 { req.fhdr_cnt(transfer-encoding) gt 0 }`,
    `${refuse('a header holds a NUL')} if { req.hdrs -m reg ${word(String.raw`[\x00]`)} }`,
  ]
}
