import 'reflect-metadata'
import { X509Certificate } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connect, createServer } from 'node:tls'
import * as x509 from '@peculiar/x509'
import { afterAll, describe, expect, it } from 'vitest'
import { emulatedHosts } from '../clouds.ts'
import { serverIdentity } from './authority.ts'

const directory = mkdtempSync(join(tmpdir(), 'entra-tls-'))
afterAll(() => rmSync(directory, { recursive: true }))
const dayMs = 86_400_000

/** Connects as a client that trusts only `ca`; resolves to undefined, or to why it refuses. */
async function refusalBy(
  ca: string,
  name: string,
  certificate: string,
  key: string,
): Promise<string | undefined> {
  const server = createServer({ cert: certificate, key }, (socket) => socket.end())
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  try {
    return await new Promise((resolve) => {
      const socket = connect({ host: '127.0.0.1', port, servername: name, ca }, () => {
        socket.destroy()
        resolve(undefined)
      })
      socket.on('error', (error: NodeJS.ErrnoException) => resolve(`${error.code} ${error.message}`))
    })
  } finally {
    server.close()
  }
}

describe('the certificate authority', () => {
  it('signs a certificate that clients accept for every emulated host and for localhost', async () => {
    const { caPem, certificatePem, keyPem } = await serverIdentity(directory, Date.now())
    expect(new X509Certificate(caPem).subject).toBe('CN=entra-emulator TEST ONLY')
    for (const name of [...emulatedHosts, 'westeurope.login.microsoft.com', 'localhost'])
      expect(await refusalBy(caPem, name, certificatePem, keyPem), name).toBeUndefined()
    expect(await refusalBy(caPem, 'example.com', certificatePem, keyPem)).toContain(
      'ERR_TLS_CERT_ALTNAME_INVALID',
    )
  })

  it('stays the same on the next start, its keys readable by nobody else', async () => {
    const first = await serverIdentity(directory, Date.now())
    expect(await serverIdentity(directory, Date.now())).toEqual(first)
    for (const file of ['ca-key.pem', 'server-key.pem'])
      expect(statSync(join(directory, file)).mode & 0o077, file).toBe(0)
  })

  it('signs a new server certificate before the old one ends, and stays itself', async () => {
    const first = await serverIdentity(directory, Date.now())
    const later = await serverIdentity(directory, Date.now() + 380 * dayMs)
    expect(later.caPem).toBe(first.caPem)
    expect(later.certificatePem).not.toBe(first.certificatePem)
  })

  it('is not believed for any other host, even by whoever trusts it', async () => {
    const { caPem } = await serverIdentity(directory, Date.now())
    const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' }
    const caKey = x509.PemConverter.decodeFirst(readFileSync(join(directory, 'ca-key.pem'), 'utf8'))
    const keys = await crypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])
    const rogue = await x509.X509CertificateGenerator.create({
      subject: 'CN=bank.example',
      issuer: new x509.X509Certificate(caPem).subject,
      notBefore: new Date(Date.now() - dayMs),
      notAfter: new Date(Date.now() + dayMs),
      publicKey: keys.publicKey,
      signingKey: await crypto.subtle.importKey('pkcs8', caKey, algorithm, false, ['sign']),
      signingAlgorithm: algorithm,
      extensions: [new x509.SubjectAlternativeNameExtension([{ type: 'dns', value: 'bank.example' }])],
    })
    const key = x509.PemConverter.encode(
      await crypto.subtle.exportKey('pkcs8', keys.privateKey),
      'PRIVATE KEY',
    )
    expect(await refusalBy(caPem, 'bank.example', rogue.toString('pem'), key)).toContain(
      'permitted subtree violation',
    )
  })
})
