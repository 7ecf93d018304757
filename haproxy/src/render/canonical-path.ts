import { refuse } from './refusal.ts'
import { word } from './words.ts'

const REFUSED = [
  String.raw`[\x00-\x1f\x7f-\x9f\\#]`,
  '%(?![0-9A-Fa-f]{2})',
  '%(?:2[fFeE5]|5[cC]|3[bB]|[01][0-9A-Fa-f]|7[fF])',
  String.raw`/\.\.(?:[;/]|$)`,
].join('|')
const NO_HOST_CHARACTER = String.raw`[^!-~]|[/\\?#@,]`

/** The rule on canonical paths (canonicalPath of the plan), as HAProxy computes it: refusals, then `txn.path`. */
export function canonicalPathRules(): readonly string[] {
  return [
    `${refuse('the path can be read in more than one way')} if !{ path -m beg / } || { path,length gt 8192 } || { path -m reg ${word(REFUSED)} }`,
    'http-request set-var(txn.path) path',
    `http-request set-var(txn.path) path,'regsub(";[^/]*","",g)',url_dec,'regsub("(?:/[.])+(?=/|$)","/",g)','regsub("/{2,}","/",g)' if { path -m reg '[%;]|/[/.]' }`,
  ]
}

/** One Host, and in the request line no other: HAProxy itself refuses an authority that differs from it. */
export function hostRules(): readonly string[] {
  return [
    `${refuse('there must be exactly one Host header')} unless { req.fhdr_cnt(host) eq 1 }`,
    `${refuse('the Host header holds what no host has')} if { req.fhdr(host) -m reg ${word(NO_HOST_CHARACTER)} }`,
    `${refuse('the address must not hold a user name')} if !{ url -m beg / } { url -m reg '^[^/?]*//[^/?]*@' }`,
    'http-request set-uri %[pathq] unless { url -m beg / }',
  ]
}
