import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)

export interface Certificate {
  /** PEM files of the certificate, which signs itself, and of its key. */
  readonly certFile: string
  readonly keyFile: string
  /** Both in one text, as HAProxy takes them. */
  readonly pem: string
}

/** Makes a certificate for a name, with a serial number of its own, in a folder. */
export async function makeCertificate(folder: string, name: string): Promise<Certificate> {
  const [keyFile, certFile] = [join(folder, `${name}.key`), join(folder, `${name}.crt`)]
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-keyout', keyFile]
  const subject = ['-subj', `/CN=${name}`, '-addext', `subjectAltName=DNS:${name}`]
  await run('openssl', ['req', '-x509', '-days', '2', ...key, ...subject, '-out', certFile])
  return { certFile, keyFile, pem: (await readFile(certFile, 'utf8')) + (await readFile(keyFile, 'utf8')) }
}
