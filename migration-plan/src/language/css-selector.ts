import type { ParsedSelector, SelectorStep } from './selection.ts'

const PREFIX = 'css:'
const NAME = String.raw`[A-Za-z_][\w-]*`
const COMBINATOR = /\s*(>)\s*|\s+/y
const TAG = new RegExp(String.raw`(${NAME})|\*`, 'y')
const CONDITION = new RegExp(
  String.raw`#([\w-]+)|\.([\w-]+)|\[\s*(${NAME})\s*(~?)=\s*(?:"([^"]*)"|'([^']*)'|([\w.-]+))\s*\]`,
  'y',
)
const ATTRIBUTE = new RegExp(String.raw`\s*@(${NAME})$`, 'y')

/** Reads `css:form > input.wide[name=x]@value`: elements, `#id`, `.class`, `[a=b]`, `[a~=b]`, descendants, children. */
export function parseCss(text: string): ParsedSelector {
  const steps: SelectorStep[] = []
  let [at, deep] = [PREFIX.length, true]
  for (;;) {
    const compound = readCompound(text, at, deep)
    if (!compound) return { ok: false, reason: `it cannot be read from character ${at + 1} on` }
    steps.push(...compound.steps)
    at = compound.end
    const attribute = matchAt(ATTRIBUTE, text, at)?.[1]
    if (attribute !== undefined || at === text.length)
      return { ok: true, selector: { in: 'body', steps, attribute: attribute?.toLowerCase() ?? null } }
    const combinator = matchAt(COMBINATOR, text, at)
    at += combinator?.[0].length ?? 0
    deep = combinator?.[1] === undefined
    if (!combinator) return { ok: false, reason: `it cannot be read from character ${at + 1} on` }
  }
}

interface Compound {
  readonly steps: readonly SelectorStep[]
  readonly end: number
}

function readCompound(text: string, from: number, deep: boolean): Compound | null {
  const tag = matchAt(TAG, text, from)
  let end = from + (tag?.[0].length ?? 0)
  const steps: SelectorStep[] = [{ by: 'name', deep, name: tag?.[1]?.toLowerCase() ?? null }]
  for (let found = matchAt(CONDITION, text, end); found; found = matchAt(CONDITION, text, end)) {
    steps.push(readCondition(found))
    end += found[0].length
  }
  return end === from ? null : { steps, end }
}

function readCondition(found: RegExpExecArray): SelectorStep {
  const [, id, word, name = '', tilde, double, single, bare] = found
  if (id !== undefined) return { by: 'attribute', name: 'id', value: id, word: false }
  if (word !== undefined) return { by: 'attribute', name: 'class', value: word, word: true }
  const value = double ?? single ?? bare ?? ''
  return { by: 'attribute', name: name.toLowerCase(), value, word: tilde === '~' }
}

function matchAt(form: RegExp, text: string, at: number): RegExpExecArray | null {
  form.lastIndex = at
  return form.exec(text)
}
