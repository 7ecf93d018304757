import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { Registry } from 'prom-client'
import { makeCertificate } from '../../../haproxy/test/support/certificate.ts'
import { watchCertificates } from '../../src/http/certificate-metrics.ts'

describe('watchCertificates', () => {
  it('tells when each certificate of a folder expires, and leaves out what is none', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'certificates-'))
    await writeFile(join(folder, 'shop.pem'), (await makeCertificate(folder, 'shop.example')).pem)
    await writeFile(join(folder, 'note.txt'), 'no certificate')
    const registry = new Registry()
    watchCertificates(folder, registry)
    const lines = (await registry.metrics()).split('\n').filter((line) => line.includes('{file="shop.pem"}'))
    await rm(folder, { recursive: true })
    expect(lines).to.have.length(1)
    expect(Number(lines[0]!.split(' ')[1])).to.be.above(Date.now() / 1000)
    expect(await registry.metrics()).not.to.contain('note.txt')
    expect(await registry.metrics(), 'a folder that is gone').not.to.contain('shop.pem')
  })
})
