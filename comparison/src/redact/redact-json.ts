import { bodyAt, itemStep, keyStep, type Step } from '../diff/where.ts'
import { isJsonObject, writeJson, type Json } from '../normalise/read-json.ts'
import type { Selector } from '../rules/rule.ts'
import { selects } from '../rules/selects.ts'
import { randomAlphabet } from '../sameness/looks-random.ts'
import { isSensitiveName } from './sensitive.ts'
import type { Vault } from './vault.ts'

/** JSON, at a place, without the values of sensitive and selected keys, and all below them; null for what is no JSON. */
export function redactJson(
  value: Json | undefined,
  extra: readonly Selector[],
  vault: Vault,
  at: Step | null = null,
): string | null {
  const inBody = extra.filter((selector) => selector.in === 'body')
  if (value === undefined) return null
  const isOpen = inBody.length === 0 && !hasSensitiveName(value, new Set())
  return writeJson(isOpen ? value : redacted(value, at))

  function isHidden(step: Step | null): boolean {
    if (step !== null && step.name !== null && isSensitiveName(step.name)) return true
    return inBody.some((selector) => selects(selector, bodyAt(step), false))
  }

  function redacted(own: Json, step: Step | null): Json {
    if (isHidden(step)) return hideAll(own, vault)
    if (Array.isArray(own)) return own.map((item: Json, at) => redacted(item, itemStep(step, at)))
    if (!isJsonObject(own)) return own
    return Object.fromEntries(
      Object.entries(own).map(([name, below]) => [name, redacted(below, keyStep(step, name))]),
    )
  }
}

/** Names come again and again, so each is looked at once. */
function hasSensitiveName(value: Json, fine: Set<string>): boolean {
  if (Array.isArray(value)) return value.some((item: Json) => hasSensitiveName(item, fine))
  if (!isJsonObject(value)) return false
  for (const name of Object.keys(value)) {
    if (!fine.has(name) && isSensitiveName(name)) return true
    fine.add(name)
    if (hasSensitiveName(value[name] ?? null, fine)) return true
  }
  return false
}

/** Keys that look drawn, where nothing tells what they stand in: JSON that breaks off. */
const KEY = /"([\w+/.~=-]{16,4096})"(?=\s{0,4}:)/g

/** What is no JSON, without keys that may be secrets. */
export function redactBrokenJson(text: string, vault: Vault): string {
  return text.replaceAll(KEY, (key, name: string) =>
    randomAlphabet(name) === null ? key : `"${vault.hide(name)}"`,
  )
}

/** What has no value keeps it: that it is missing is no secret. */
function hideAll(value: Json, vault: Vault): Json {
  if (value === null || typeof value === 'boolean') return value
  if (Array.isArray(value)) return value.map((item: Json) => hideAll(item, vault))
  if (!isJsonObject(value))
    return vault.hide(typeof value === 'bigint' ? value.toString() : `${value as string | number}`)
  return Object.fromEntries(
    Object.entries(value).map(([name, below], at) => [shownKey(name, at, vault), hideAll(below, vault)]),
  )
}

/** What is kept by secrets has them for keys: those that look drawn are some. Each stays a key of its own. */
function shownKey(name: string, at: number, vault: Vault): string {
  return randomAlphabet(name) === null ? name : `${vault.hide(name)} ${at + 1}`
}
