import { X509Certificate } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Gauge, type Registry } from 'prom-client'

const CERTIFICATE = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/

/** Tells, whenever it is asked, when the certificates of a folder expire. What cannot be read is left out. */
export function watchCertificates(folder: string, registry: Registry): void {
  const gauge = new Gauge({
    name: 'strangler_certificate_expiry_timestamp_seconds',
    help: "When a certificate of the edge expires, by file; the file's own, not its issuer's",
    labelNames: ['file'],
    registers: [registry],
    async collect() {
      gauge.reset()
      for (const file of await readdir(folder).catch(() => [])) {
        const expiry = await expiryOf(join(folder, file))
        if (expiry !== null) gauge.set({ file }, expiry)
      }
    },
  })
}

/** Unix seconds; null where the file holds no certificate. */
async function expiryOf(file: string): Promise<number | null> {
  const [pem] = CERTIFICATE.exec(await readFile(file, 'utf8').catch(() => '')) ?? []
  try {
    return pem === undefined ? null : Date.parse(new X509Certificate(pem).validTo) / 1000
  } catch {
    return null
  }
}
