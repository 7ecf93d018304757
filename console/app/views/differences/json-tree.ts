import { html, type TemplateResult } from 'lit-html'

type Json = unknown
const MOST_CHILDREN = 200
const DEEPEST = 30

/** Both values as one tree; what is equal on both sides is folded. */
export function jsonTree(legacy: Json, candidate: Json): TemplateResult {
  return html`<ul class="tree">
    ${node('$', legacy, candidate, 0)}
  </ul>`
}

function node(name: string, legacy: Json, candidate: Json, depth: number): TemplateResult {
  const isEqual = JSON.stringify(legacy) === JSON.stringify(candidate)
  if (
    !isNested(legacy) ||
    !isNested(candidate) ||
    Array.isArray(legacy) !== Array.isArray(candidate) ||
    depth > DEEPEST
  )
    return leaf(name, legacy, candidate, isEqual)
  const keys = [...new Set([...Object.keys(legacy), ...Object.keys(candidate)])].slice(0, MOST_CHILDREN)
  const size = `${Array.isArray(legacy) ? 'list' : 'object'} of ${String(Object.keys(candidate).length)}`
  return html`<li>
    <details ?open=${!isEqual}>
      <summary>
        <span class="key">${name}</span> <span class="quiet">${size}${isEqual ? ', equal' : ''}</span>
      </summary>
      <ul>
        ${keys.map((key) => node(key, valueAt(legacy, key), valueAt(candidate, key), depth + 1))}
      </ul>
    </details>
  </li>`
}

function leaf(name: string, legacy: Json, candidate: Json, isEqual: boolean): TemplateResult {
  return isEqual
    ? html`<li><span class="key">${name}</span> ${text(legacy)}</li>`
    : html`<li class="differs">
        <span class="key">${name}</span> <del>${text(legacy)}</del> <span class="sr">became</span>
        <ins>${text(candidate)}</ins>
      </li>`
}

function isNested(value: Json): value is Readonly<Record<string, Json>> {
  return typeof value === 'object' && value !== null
}

function valueAt(value: Readonly<Record<string, Json>>, key: string): Json {
  return Object.hasOwn(value, key) ? value[key] : undefined
}

function text(value: Json): string {
  return value === undefined ? 'nothing' : JSON.stringify(value)
}
