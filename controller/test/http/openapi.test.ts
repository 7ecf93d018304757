import { expect } from 'chai'
import type { Comparisons } from '../../src/comparing/comparisons.ts'
import type { Controller } from '../../src/control/controller.ts'
import { CONTROLLER_ERROR_CODES, statusOf } from '../../src/errors.ts'
import { doctorOperations } from '../../src/http/doctor-operations.ts'
import { drainedOperations } from '../../src/http/drained-operations.ts'
import { edgeOperation } from '../../src/http/edge-operation.ts'
import { openapiOf } from '../../src/http/openapi.ts'
import { callOperations } from '../../src/http/call-operations.ts'
import { comparisonOperations } from '../../src/http/comparison-operations.ts'
import { operationsOf } from '../../src/http/operations.ts'
import { pinOperations } from '../../src/http/pin-operations.ts'
import { whoamiOperation } from '../../src/http/whoami-operation.ts'
import { createLog } from '../../src/log.ts'
import { openApi, type TestApi } from '../support/api.ts'
import { openOffice, type Office } from '../support/office.ts'
import type { OpenapiDocument } from '../support/openapi.ts'

describe('openapi.json', () => {
  let office: Office
  let api: TestApi
  let document: OpenapiDocument
  before(async () => {
    office = await openOffice()
    api = await openApi(office.controller())
    document = (await api.ask('GET', '/api/v1/openapi.json', { as: 'nobody' })).json as OpenapiDocument
  })
  after(async () => {
    await api.close()
    await office.close()
  })

  const described = () =>
    Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
    )

  it('is of OpenAPI 3.1 and of the version that runs', () => {
    expect(document.openapi).to.equal('3.1.0')
    expect(document.info.version).to.equal('1.2.3')
  })

  it('describes every operation once, and none that is not there', async () => {
    const names = described().map(({ path, method }) => `${method} ${path}`)
    const operations = [
      ...operationsOf({} as Controller),
      ...comparisonOperations(() => ({}) as Comparisons),
      ...callOperations(() => Promise.resolve([])),
      ...drainedOperations({} as Controller),
      ...doctorOperations({} as Controller, '1'),
      ...pinOperations(undefined, createLog('silent')),
      edgeOperation({} as Controller),
      whoamiOperation,
    ]
    const served = operations.map(({ method, path }) => `${method} ${path}`)
    expect(names).to.have.members([...served, 'get /events', 'get /openapi.json'])
    for (const { path, method } of described()) {
      const { status } = await api.ask(method.toUpperCase(), `/api/v1${path}`, { as: 'nobody' })
      expect(status, `${method} ${path}`).to.equal(path === '/openapi.json' ? 200 : 401)
    }
    const ids = described().map(({ operation }) => operation.operationId)
    expect(new Set(ids).size).to.equal(ids.length)
  })

  it('names every error that there is, beside its status', () => {
    const text = JSON.stringify(document)
    for (const code of CONTROLLER_ERROR_CODES) expect(text).to.contain(code)
    for (const { operation } of described())
      for (const [status, { description }] of Object.entries(operation.responses))
        for (const [code = ''] of description.matchAll(/ERR_\w+/g))
          expect(statusOf(code as (typeof CONTROLLER_ERROR_CODES)[number])).to.equal(Number(status))
  })

  it('tells what bodies are refused, where there are bodies', () => {
    for (const { path, operation } of described()) {
      const statuses = Object.keys(operation.responses)
      const withBody = operation.requestBody !== undefined
      expect(statuses.includes('413') && statuses.includes('415'), path).to.equal(withBody)
    }
  })

  it('tells who may not, where a viewer may not', () => {
    const forbidden = described().filter(({ operation }) => '403' in operation.responses)
    expect(forbidden.map(({ path }) => path)).to.have.members([
      '/routes/{id}/weight',
      '/routes/{id}/shadow',
      ...['advance', 'retire', 'hold', 'release', 'approve', 'adopt', 'revert'].map(
        (verb) => `/routes/{id}/${verb}`,
      ),
      '/pause',
      '/resume',
      '/rollback',
      '/plan',
      '/pins',
      '/retire-legacy',
    ])
  })

  it('refers to nothing that it does not hold', () => {
    const { components } = openapiOf([], '1') as unknown as OpenapiDocument
    for (const [, name = ''] of JSON.stringify(document).matchAll(/"#\/components\/schemas\/(\w+)"/g))
      expect(components.schemas).to.have.property(name)
  })
})
