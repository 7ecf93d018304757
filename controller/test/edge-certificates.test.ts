import { once } from 'node:events'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connect } from 'node:tls'
import { expect } from 'chai'
import { eventually } from '../../tests/support/eventually.ts'
import { makeCertificate } from '../../haproxy/test/support/certificate.ts'
import { startHaproxy, type TestHaproxy } from '../../haproxy/test/support/haproxy.ts'
import { tableOf } from '../../haproxy/test/support/tables.ts'
import { parseConfig } from '../src/config.ts'
import { createLog } from '../src/log.ts'
import { createEdgePlane } from '../src/planes/edge-plane.ts'
import type { Plane } from '../src/planes/plane.ts'

describe('the edge plane', () => {
  let folder: string
  let haproxy: TestHaproxy
  let plane: Plane
  const logged: Record<string, unknown>[] = []

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'certificates-'))
    await mkdir(join(folder, 'edge'))
    await writeFile(join(folder, 'edge', 'site.pem'), (await makeCertificate(folder, 'one.example')).pem)
    haproxy = await startHaproxy(tableOf({ routes: [] }), { certificates: join(folder, 'edge') })
    const log = createLog('info')
    for (const transport of log.transports) transport.silent = true
    log.on('data', (line: Record<string, unknown>) => logged.push(line))
    plane = createEdgePlane(haproxy.options, log)
  })
  after(async () => {
    await plane.close()
    await haproxy.close()
    await rm(folder, { recursive: true, force: true })
  })

  async function shown(): Promise<unknown> {
    const socket = connect({ port: haproxy.options.port, host: '127.0.0.1', rejectUnauthorized: false })
    await once(socket, 'secureConnect')
    const { subject } = socket.getPeerCertificate()
    socket.destroy()
    return subject.CN
  }

  it('takes certificates into service that changed on disk, and logs what is wrong with bad ones', async () => {
    const file = join(folder, 'edge', 'site.pem')
    await writeFile(file, 'no certificate')
    const complaints = (): unknown[] => logged.filter(({ message }) => message === 'certificates not taken')
    await eventually(() => complaints().length > 0)
    expect(await shown()).to.equal('one.example')
    await writeFile(file, (await makeCertificate(folder, 'two.example')).pem)
    await eventually(async () => (await shown()) === 'two.example')
    expect(complaints()).to.have.length(1)
  }).timeout(40_000)
})

describe('EDGE_REDIRECT_PORT', () => {
  it('is refused without certificates to redirect to', () => {
    const parsed = parseConfig({
      DATABASE_URL: 'postgres://u@h/d',
      PLAN_FILE: 'plan.yaml',
      EDGE_DIRECTORY: '/edge',
      EDGE_REDIRECT_PORT: '80',
    })
    expect(parsed.ok ? [] : parsed.faults).to.deep.equal([
      'EDGE_REDIRECT_PORT: is set without EDGE_CERTIFICATES; name the folder with the certificates',
    ])
  })
})
