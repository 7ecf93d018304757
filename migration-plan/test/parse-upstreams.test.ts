import { expect } from 'chai'
import { planOf, planText, problemsOf } from './support/plans.ts'

function upstreamOf(written: unknown, env: Readonly<Record<string, string>> = {}) {
  return planOf(planText([], { upstreams: { old: { url: 'http://old:1' }, new: written } }), env).upstreams[
    'new'
  ]
}

describe('parsePlan', () => {
  describe('of an upstream', () => {
    it('fills in every default', () => {
      expect(upstreamOf({ url: 'http://new:1' })).to.deep.equal({
        name: 'new',
        addresses: ['http://new:1'],
        health: null,
        host: 'keep',
        tls: { verify: true, caFile: null },
        dryRun: false,
      })
    })

    it('takes over all that is written', () => {
      const written = {
        urls: ['https://a:1', 'https://[::1]:2/'],
        health: '/healthz?deep=1',
        host: 'shop.example:8000',
        tls: { caFile: '/etc/ca.pem' },
        dryRun: true,
      }
      expect(upstreamOf(written)).to.deep.equal({
        name: 'new',
        addresses: ['https://a:1', 'https://[::1]:2'],
        health: '/healthz?deep=1',
        host: 'shop.example:8000',
        tls: { verify: true, caFile: '/etc/ca.pem' },
        dryRun: true,
      })
    })

    it('takes a list at url too, and leaves out a port that the scheme implies', () => {
      expect(upstreamOf({ url: ['http://A:80', 'https://b:443'] })?.addresses).to.deep.equal([
        'http://a',
        'https://b',
      ])
    })
  })

  describe('with variables in addresses', () => {
    it('takes them from the environment, else their default', () => {
      const url = 'http://${NEW_HOST:-localhost}:${NEW_PORT:-8201}'
      expect(upstreamOf({ url })?.addresses).to.deep.equal(['http://localhost:8201'])
      expect(upstreamOf({ url }, { NEW_HOST: 'new', NEW_PORT: '' })?.addresses).to.deep.equal([
        'http://new:8201',
      ])
      expect(upstreamOf({ urls: ['${NEW}'] }, { NEW: 'http://new:9' })?.addresses).to.deep.equal([
        'http://new:9',
      ])
    })

    it('tells which one is not set, where it is used', () => {
      const text = 'upstreams:\n  old:\n    urls:\n      - http://a:1\n      - ${LEGACY}\n'
      expect(problemsOf(text)).to.include(
        'plan.yaml:5:9: upstream "old": urls[1]: the environment variable LEGACY is not set; set it, or write ${LEGACY:-http://host:port}',
      )
    })

    it('does not read again what it filled in', () => {
      const text = planText([], { upstreams: { old: { url: '${A}' }, new: { url: 'http://b' } } })
      expect(problemsOf(text, { A: '${B}', B: 'http://b:1' }).join()).to.include('"${B}" is no address')
    })

    it('fills in nothing anywhere else', () => {
      const problems = problemsOf(planText([{ match: { path: '/a' }, candidate: '${NEW}' }]), { NEW: 'new' })
      expect(problems.join()).to.include('upstream "${NEW}" is not defined')
    })

    it('never takes what every object inherits for a variable', () => {
      expect(problemsOf(planText([], { upstreams: { old: { url: '${constructor}' } } })).join()).to.include(
        'the environment variable constructor is not set',
      )
    })
  })
})
