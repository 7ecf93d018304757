import { redact } from '@strangler/comparison'
import { expect } from 'chai'
import { aPair, compared, inPage } from './support/pairs.ts'
import { drawToken } from './support/pages.ts'
import { createDraw } from './support/random.ts'

const PAIRS = 500

/** Where pages keep secrets, in all the ways to write it. */
const HOLDERS: readonly ((secret: string) => string)[] = [
  (secret) => `<input type="hidden" name="csrf" value="${secret}">`,
  (secret) => `<INPUT NAME=&#112;assword VALUE=${secret}>`,
  (secret) => `<template><meta name="csrf-token" content='${secret}'></template>`,
  (secret) =>
    `<div data-session="${secret.replaceAll(/[aeiou]/g, (letter) => `&#${letter.charCodeAt(0)};`)}"></div>`,
  (secret) => `<textarea name="api-key">${secret}</textarea>`,
  (secret) => `<select name=token><option>none<optgroup label="more"><option value="${secret}">x</select>`,
  (secret) => `<select name="card-number"><option value="1">${secret}</option></select>`,
  (secret) => `<table><input type=password value="${secret}"></table>`,
  (secret) => `<svg><g nonce="${secret}"></g></svg>`,
  (secret) => `<input type="text" value="${secret}">`,
]

describe('what is shown of pages that differ', () => {
  it('hides a secret of either side wherever it is used, just as what is stored does', () => {
    const draw = createDraw(29)
    let [hidden, open] = [0, 0]
    for (let pair = 0; pair < PAIRS; pair++) {
      const secret = drawToken(draw)
      const holder = draw.one(HOLDERS)(secret)
      const [legacy, candidate] = draw.shuffled([
        inPage(`${holder}<p>one ${secret}</p>`),
        inPage(`${draw.one([holder, ''])}<p>two ${secret}</p>`),
      ])
      const stored = JSON.stringify(redact(aPair(legacy!, candidate!))).includes(`one ${secret}`)
      const { differences } = compared(legacy!, candidate!)
      expect(differences.length).to.be.greaterThan(0)
      expect(JSON.stringify(differences).includes(secret), holder).to.equal(stored)
      if (stored) open++
      else hidden++
    }
    expect(hidden).to.be.greaterThan(PAIRS / 2)
    expect(open).to.be.greaterThan(0)
  })
})
