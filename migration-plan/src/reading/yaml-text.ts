import { LineCounter, parseDocument } from 'yaml'
import { faultyAlias } from './aliases.ts'
import { deepNesting } from './deep-nesting.ts'
import { faultyKeys } from './faulty-keys.ts'
import { createLocator, type Locate, type Place } from './positions.ts'

const MOST_FINDINGS = 20
const LONGEST_TEXT = 2 * 1024 * 1024

const TOO_DEEP = { what: 'the YAML is nested too deep', remedy: 'write it flatter' } as const

export interface Finding extends Place {
  readonly what: string
  readonly remedy: string
}

export interface YamlText {
  readonly findings: readonly Finding[]
  /** The plain data and where each value stands; undefined where the text is too broken to read on. */
  readonly content: { readonly data: unknown; readonly locate: Locate } | undefined
}

/** Reads YAML that nobody vouches for: bounded in size, depth and expansion, and never throwing. */
export function readYaml(text: string): YamlText {
  if (text.length > LONGEST_TEXT)
    return refused('the plan is larger than 2 MiB', 'split the move into several plans')
  try {
    return readDocument(text)
  } catch (error) {
    return refused(`the YAML cannot be read: ${message(error)}`, 'write it more plainly')
  }
}

function readDocument(text: string): YamlText {
  const deep = deepNesting(text)
  if (deep !== undefined) return { findings: [{ ...placeIn(text, deep), ...TOO_DEEP }], content: undefined }
  const lines = new LineCounter()
  const document = parseDocument(text, {
    lineCounter: lines,
    prettyErrors: false,
    stringKeys: true,
    uniqueKeys: false,
    version: '1.2',
  })
  const place = (offset: number): Place => {
    const { line, col } = lines.linePos(offset)
    return { line: Math.max(line, 1), column: Math.max(col, 1) }
  }
  const all = [...document.errors, ...document.warnings]
  // What follows from giving up halfway tells nobody anything.
  const exhausted = all.filter(({ code }) => code === 'RESOURCE_EXHAUSTION').slice(0, 1)
  const faults = exhausted.length > 0 ? exhausted : all.slice(0, MOST_FINDINGS)
  const findings = faults.map((fault) => ({
    ...place(fault.pos[0]),
    ...inOurWords(fault.code, fault.message),
  }))
  if (faults.length > 0) return { findings, content: undefined }
  const alias = faultyAlias(document)
  if (alias) return { findings: [{ ...place(alias.offset), ...alias }], content: undefined }
  const keys = faultyKeys(document).map(({ offset, ...fault }) => ({ ...place(offset), ...fault }))
  const data: unknown = document.toJS({ maxAliasCount: -1 })
  return { findings: keys, content: { data, locate: createLocator(document, place) } }
}

function placeIn(text: string, offset: number): Place {
  const lines = text.slice(0, offset).split('\n')
  return { line: lines.length, column: (lines.at(-1)?.length ?? 0) + 1 }
}

function refused(what: string, remedy: string): YamlText {
  return { findings: [{ line: 1, column: 1, what, remedy }], content: undefined }
}

function inOurWords(code: string, said: string): { what: string; remedy: string } {
  switch (code) {
    case 'MULTIPLE_DOCS':
      return { what: 'a second document begins here', remedy: 'write one plan into one file, without ---' }
    case 'TAB_AS_INDENT':
      return { what: 'a tab indents the line', remedy: 'indent with blanks' }
    case 'NON_STRING_KEY':
      return { what: 'a key is no text', remedy: 'write a plain word before the colon' }
    case 'TAG_RESOLVE_FAILED':
      return { what: 'a tag (!) is not known here', remedy: 'remove the tag' }
    case 'RESOURCE_EXHAUSTION':
      return TOO_DEEP
    default:
      return { what: `the YAML is broken: ${message(said)}`, remedy: 'mend the syntax here' }
  }
}

function message(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error)
  return (text.slice(0, 1).toLowerCase() + text.slice(1)).replace(/\s+/g, ' ').replace(/\.$/, '')
}
