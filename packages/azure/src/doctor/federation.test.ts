import { describe, expect, it } from 'vitest'
import { createGraphClient } from '../graph/graph-client.ts'
import type { DoctorDeps } from './check.ts'
import { runDoctor } from './run-doctor.ts'
import { readSettings } from './settings.ts'

const tenantId = '3c6b1f0e-92a4-4d7b-8e15-6f0a9c2d4b71'
const ingestion = '2b8e6f40-91d7-4c3a-b5e2-6a0d7c4f1e52'
const issuer = 'https://cluster.example/id/'
const subject = 'system:serviceaccount:data:Ingestion'
const audience = 'api://AzureADTokenExchange'

/** The service account's token as the cluster projects it; nobody looks at the signature here. */
const projected = (claims: object) =>
  ['{}', JSON.stringify({ iss: issuer, sub: subject, aud: [audience], ...claims }), 'x']
    .map((part) => Buffer.from(part).toString('base64url'))
    .join('.')

/** A directory that holds an ingestion application with this one federated credential. */
function graphWith(credential: object): DoctorDeps['graph'] {
  const answers: [RegExp, unknown][] = [
    [/federatedIdentityCredentials/, { value: [credential] }],
    [/applications\(appId/, { id: '1', appId: ingestion }],
    [/servicePrincipals\(appId/, { id: '2', appId: ingestion }],
    [/./, { value: [] }],
  ]
  const client = createGraphClient({
    baseUrl: 'https://graph.microsoft.com',
    token: 't',
    sleep: async () => undefined,
    fetch: async (input) => Response.json(answers.find(([path]) => path.test(String(input)))?.[1]),
  })
  return { value: client }
}

async function verdict(claims: object) {
  const settings = readSettings(
    {
      AUTHENTICATION_PROVIDER: 'azure',
      AUTHENTICATION_AUTHORITY: `https://login.microsoftonline.com/${tenantId}`,
      AUTHENTICATION_CLIENT_ID: '7d2c9b1e-3f4a-4e0d-8a66-5b1c0e9f2d31',
      AZURE_CLIENT_ID: ingestion,
      AZURE_FEDERATED_TOKEN_FILE: '/token',
    },
    () => '',
  )
  const checks = await runDoctor(settings, {
    fetch: () => Promise.reject(new TypeError('no network here')),
    nowMs: () => Date.UTC(2026, 10, 22),
    lookup: () => Promise.reject(new Error('no network here')),
    proxyFor: () => undefined,
    graph: graphWith({ id: 'f', name: 'f', issuer, subject, audiences: [audience] }),
    ingestionToken: undefined,
    readFile: () => projected(claims),
    bot: async () => ({ unavailable: 'no server' }),
    botName: 'ingestion-bot',
  })
  return checks.find(({ id }) => id === 'ingestion-credential')
}

describe('a federated credential', () => {
  it('passes when it fits the projected token', async () => {
    expect(await verdict({})).toMatchObject({ status: 'pass' })
  })

  it.each([
    ['issuer', { iss: issuer.replace(/\/$/, '') }, '700211'],
    ['subject', { sub: 'system:serviceaccount:data:other' }, '700213'],
    ['case of the subject', { sub: subject.toLowerCase() }, '7002138'],
    ['audience', { aud: ['https://kubernetes.default.svc'] }, '700212'],
  ])('fails by the number that Entra would give when the %s differs', async (_what, claims, number) => {
    const check = await verdict(claims)
    expect(check?.status).toBe('fail')
    expect(check?.cause).toContain(`AADSTS${number}`)
  })
})
