/** The certificate authority of one emulator, and the server certificate for Microsoft's host names that it signs. */
import 'reflect-metadata'
import { type webcrypto, X509Certificate } from 'node:crypto'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import * as x509 from '@peculiar/x509'
import { emulatedHosts, regionalParents } from '../clouds.ts'

const localNames = ['localhost']
/** What the server certificate is for. */
const certifiedNames = [...emulatedHosts, ...regionalParents.map((host) => `*.${host}`), ...localNames]
const localAddresses = ['127.0.0.1', '::1']

export interface ServerIdentity {
  /** The authority's certificate: what clients must trust. */
  caPem: string
  certificatePem: string
  keyPem: string
}

const dayMs = 86_400_000
const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' }

/**
 * The identity kept in `directory`, or a new one. The authority lives ten years; the server certificate is
 * signed anew by the same authority when it is about to end or lacks a host name.
 */
export async function serverIdentity(directory: string, nowMs: number): Promise<ServerIdentity> {
  mkdirSync(directory, { recursive: true, mode: 0o700 })
  const files = {
    ca: join(directory, 'ca.pem'),
    caKey: join(directory, 'ca-key.pem'),
    leaf: join(directory, 'server.pem'),
    leafKey: join(directory, 'server-key.pem'),
  }
  let caPem = readText(files.ca)
  let caKeyPem = readText(files.caKey)
  if (!caPem || !caKeyPem || !isCurrent(caPem, nowMs, []) || !mayVouch(caPem)) {
    const made = await makeAuthority(nowMs)
    caPem = made.certificatePem
    caKeyPem = made.keyPem
    writePrivate(files.caKey, caKeyPem)
    writeFileSync(files.ca, caPem)
    writePrivate(files.leafKey, '')
  }
  const leafPem = readText(files.leaf)
  const leafKeyPem = readText(files.leafKey)
  if (leafPem && leafKeyPem && isCurrent(leafPem, nowMs, certifiedNames))
    return { caPem, certificatePem: leafPem, keyPem: leafKeyPem }
  const leaf = await makeServerCertificate(caPem, caKeyPem, nowMs)
  writePrivate(files.leafKey, leaf.keyPem)
  writeFileSync(files.leaf, leaf.certificatePem)
  return { caPem, ...leaf }
}

async function makeAuthority(nowMs: number) {
  const keys = await crypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    name: 'CN=entra-emulator TEST ONLY',
    notBefore: new Date(nowMs - dayMs),
    notAfter: new Date(nowMs + 3650 * dayMs),
    keys,
    signingAlgorithm: algorithm,
    extensions: [
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
      nameConstraints(),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  })
  return { certificatePem: `${certificate.toString('pem')}\n`, keyPem: await pemOf(keys.privateKey) }
}

async function makeServerCertificate(caPem: string, caKeyPem: string, nowMs: number) {
  const authority = new x509.X509Certificate(caPem)
  const signingKey = await crypto.subtle.importKey(
    'pkcs8',
    x509.PemConverter.decodeFirst(caKeyPem),
    algorithm,
    false,
    ['sign'],
  )
  const keys = await crypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])
  const certificate = await x509.X509CertificateGenerator.create({
    subject: 'CN=login.microsoftonline.com, O=entra-emulator TEST ONLY',
    issuer: authority.subject,
    notBefore: new Date(nowMs - dayMs),
    notAfter: new Date(nowMs + 397 * dayMs),
    publicKey: keys.publicKey,
    signingKey,
    signingAlgorithm: algorithm,
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
      new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
      new x509.SubjectAlternativeNameExtension([
        ...certifiedNames.map((value) => ({ type: 'dns' as const, value })),
        ...localAddresses.map((value) => ({ type: 'ip' as const, value })),
      ]),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
      await x509.AuthorityKeyIdentifierExtension.create(authority),
    ],
  })
  return { certificatePem: `${certificate.toString('pem')}\n`, keyPem: await pemOf(keys.privateKey) }
}

/**
 * Name constraints (RFC 5280 §4.2.1.10): whoever trusts this authority trusts it for the emulated hosts and
 * loopback, and for nothing else.
 */
function nameConstraints(): x509.Extension {
  const der = (tag: number, ...parts: Uint8Array[]): Buffer => {
    const body = Buffer.concat(parts)
    const length =
      body.length < 128
        ? [body.length]
        : body.length < 256
          ? [0x81, body.length]
          : [0x82, body.length >> 8, body.length & 0xff]
    return Buffer.concat([Buffer.from([tag, ...length]), body])
  }
  const sequence = 0x30
  const dnsName = 0x82
  const ipAddress = 0x87
  const permittedSubtrees = 0xa0
  const loopbackRanges = [
    Buffer.from([127, 0, 0, 0, 255, 0, 0, 0]),
    Buffer.concat([Buffer.alloc(15), Buffer.from([1]), Buffer.alloc(16, 255)]),
  ]
  const value = der(
    sequence,
    der(
      permittedSubtrees,
      // A name allows all below it, the regional hosts with it.
      ...[...emulatedHosts, ...localNames].map((name) => der(sequence, der(dnsName, Buffer.from(name)))),
      ...loopbackRanges.map((range) => der(sequence, der(ipAddress, range))),
    ),
  )
  return new x509.Extension('2.5.29.30', true, new Uint8Array(value))
}

async function pemOf(key: webcrypto.CryptoKey): Promise<string> {
  return `${x509.PemConverter.encode(await crypto.subtle.exportKey('pkcs8', key), 'PRIVATE KEY')}\n`
}

function isCurrent(pem: string, nowMs: number, names: string[]): boolean {
  const certificate = new X509Certificate(pem)
  return (
    Date.parse(certificate.validTo) > nowMs + 30 * dayMs &&
    names.every((name) => certificate.subjectAltName?.includes(`DNS:${name}`))
  )
}

/** Whether the authority's name constraints allow every emulated host: one made by an earlier version may lack some. */
function mayVouch(caPem: string): boolean {
  const { raw } = new X509Certificate(caPem)
  return emulatedHosts.every((host) => raw.includes(host))
}

function readText(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return undefined
  }
}

const writePrivate = (file: string, text: string): void => writeFileSync(file, text, { mode: 0o600 })
