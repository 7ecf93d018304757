import { once } from 'node:events'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import type { IncomingHttpHeaders } from 'node:http'
import { createServer, type Server } from 'node:https'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { makeCertificate } from '../../../haproxy/test/support/certificate.ts'
import { createObjects, StatusFault, type HttpRouteObject } from './http-route-objects.ts'

const TOKEN = 'token-of-a-service-account'
const FAULTS: Readonly<Record<string, StatusFault>> = {
  forbid: new StatusFault(403, 'httproutes is forbidden', 'Forbidden'),
  fail: new StatusFault(500, 'etcdserver: request timed out', 'InternalError'),
}
const PATH = /^\/apis\/gateway\.networking\.k8s\.io\/v1\/namespaces\/([^/]+)\/httproutes(?:\/([^/]+))?$/

/** Speaks the Kubernetes API over HTTPS for HTTPRoutes: list, get, server-side apply, merge patch and delete. */
export interface ApiServer {
  /** File that tells a client where it is, whom to trust, and its token. */
  readonly kubeconfig: string
  objects: () => readonly HttpRouteObject[]
  get: (name: string) => HttpRouteObject
  /** What was asked of it that changes something, `METHOD name content-type?query`. */
  readonly writes: string[]
  /** As `kubectl edit` does: as a manager of its own. */
  edit: (name: string, change: (object: HttpRouteObject) => void) => void
  /** As a Gateway does that tells how an object fares. */
  setStatus: (name: string, status: object) => void
  remove: (name: string) => void
  /** Done once, before the next write. */
  beforeNextWrite: (work: () => void) => void
  behave: (how: 'well' | 'forbid' | 'fail' | 'hang') => void
  close: () => Promise<void>
}

export async function startApiServer(): Promise<ApiServer> {
  const folder = await mkdtemp(join(tmpdir(), 'strangler-api-'))
  const { certFile, keyFile } = await makeCertificate(folder, 'kubernetes')
  const objects = createObjects()
  const writes: string[] = []
  let mode: Parameters<ApiServer['behave']>[0] = 'well'
  let before: (() => void) | null = null

  function answer(method: string, url: URL, headers: IncomingHttpHeaders, body: string): object {
    if (headers.authorization !== `Bearer ${TOKEN}`) throw new StatusFault(401, 'Unauthorized')
    const fault = FAULTS[mode]
    if (fault) throw fault
    const [whole, namespace = '', name] = PATH.exec(url.pathname) ?? []
    if (whole === undefined) throw new StatusFault(404, '404 page not found')
    if (method === 'GET' && name === undefined)
      return objects.list(namespace, url.searchParams.get('labelSelector') ?? '')
    if (name === undefined) throw new StatusFault(405, 'the server does not allow this method')
    if (method === 'GET') return objects.get(namespace, name)
    return change(method, name, namespace, headers['content-type'] ?? '', url, body)
  }

  function change(
    method: string,
    name: string,
    namespace: string,
    contentType: string,
    url: URL,
    body: string,
  ): object {
    writes.push(`${method} ${name} ${contentType}${url.search}`)
    before?.()
    before = null
    if (method === 'DELETE') return objects.remove(namespace, name)
    if (contentType !== 'application/apply-patch+yaml')
      throw new StatusFault(415, `the body of the request was in an unknown format: ${contentType}`)
    return objects.apply(namespace, name, JSON.parse(body) as HttpRouteObject, url.searchParams)
  }

  const server: Server = createServer(
    { cert: await readFile(certFile), key: await readFile(keyFile) },
    (req, res) => {
      if (mode === 'hang') return
      void text(req)
        .then((body) =>
          answer(req.method ?? '', new URL(req.url ?? '/', 'https://kubernetes'), req.headers, body),
        )
        .then(
          (object) => res.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(object)),
          (fault: unknown) => {
            const status = fault instanceof StatusFault ? fault : new StatusFault(500, String(fault))
            res
              .writeHead(status.code, { 'content-type': 'application/json' })
              .end(JSON.stringify(status.body()))
          },
        )
    },
  )
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const kubeconfig = join(folder, 'kubeconfig')
  await writeFile(kubeconfig, kubeconfigText((server.address() as AddressInfo).port, certFile))
  return {
    kubeconfig,
    writes,
    objects: objects.all,
    get: objects.named,
    edit: (name, work) => objects.edit(name, work),
    setStatus: (name, status) => objects.setStatus(name, status),
    remove: (name) => void objects.remove(objects.named(name).metadata.namespace, name),
    beforeNextWrite(work) {
      before = work
    },
    behave(how) {
      mode = how
    },
    async close() {
      server.close()
      server.closeAllConnections()
      await rm(folder, { recursive: true })
    },
  }
}

function kubeconfigText(port: number, certificate: string): string {
  return JSON.stringify({
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [
      {
        name: 'test',
        cluster: {
          server: `https://127.0.0.1:${port}`,
          'certificate-authority': certificate,
          'tls-server-name': 'kubernetes',
        },
      },
    ],
    users: [{ name: 'test', user: { token: TOKEN } }],
    contexts: [{ name: 'test', context: { cluster: 'test', user: 'test' } }],
    'current-context': 'test',
  })
}
