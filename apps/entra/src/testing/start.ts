/** A whole emulator for one test file: real listeners, real TLS, and requests under Microsoft's host names. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { request as httpRequest, type IncomingHttpHeaders } from 'node:http'
import { request as httpsRequest } from 'node:https'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parse } from 'yaml'
import { type ReadyEvent, startEmulator } from '../emulator.ts'
import type { StateFile } from '../state/schema.ts'

export const sampleFile = new URL('../../sample-company.yaml', import.meta.url).pathname

/** Ids of the sample company. */
export const sample = {
  tenantId: '5f1d4a6e-7c1b-4c55-9d3a-0f6e2b8c9a10',
  uiAppId: '7d2c9b1e-3f4a-4e0d-8a66-5b1c0e9f2d31',
  ingestionAppId: '2b8e6f40-91d7-4c3a-b5e2-6a0d7c4f1e52',
  ingestionObjectId: 'c2d8f3e4-3f57-4c90-9b32-4e5f6a7b8c02',
  ingestionSecret: 'not-a-real-secret-fjordlight-ingestion',
  adaId: 'a0b6f1c2-1d35-4a7e-9f10-2c3d4e5f6a01',
  omarId: 'a0b6f1c2-1d35-4a7e-9f10-2c3d4e5f6a03',
  rosaId: 'a0b6f1c2-1d35-4a7e-9f10-2c3d4e5f6a05',
  redirectUri: 'http://localhost:8585/callback',
}

export interface TestResponse {
  status: number
  headers: IncomingHttpHeaders
  body: string
  /** The body parsed as JSON; its shape is what the test asserts. */
  json: () => Record<string, unknown>
}

interface TestRequest {
  method?: string
  headers?: Record<string, string>
  /** A form body. */
  form?: Record<string, string>
  body?: string
}

export interface TestEmulator {
  ready: ReadyEvent
  caPem: string
  /** Over TLS to the emulator, whatever the host of `url`. */
  fetch: (url: string, options?: TestRequest) => Promise<TestResponse>
  /** To the plain listener. */
  fetchPlain: (path: string, options?: TestRequest) => Promise<TestResponse>
  /** `POST /__emulator/<path>`. */
  control: (path: string, body?: object) => Promise<TestResponse>
  close: () => Promise<void>
}

/** The state of a company that has not set anything up yet. */
export const emptyTenantState = (): StateFile =>
  parse(readFileSync(new URL('../../empty-tenant.yaml', import.meta.url), 'utf8'))

/** The sample company's state, to be changed before a start. */
export const sampleState = (): StateFile => parse(readFileSync(sampleFile, 'utf8'))

/** Starts an emulator on free ports; `change` edits the sample company first. */
export async function startTestEmulator(
  change: (state: StateFile) => void = () => {},
): Promise<TestEmulator> {
  const directory = mkdtempSync(join(tmpdir(), 'entra-test-'))
  const state = sampleState()
  change(state)
  const stateFile = join(directory, 'state.json')
  writeFileSync(stateFile, JSON.stringify(state))
  const failures: unknown[] = []
  const emulator = await startEmulator({
    stateFile,
    dataDirectory: join(directory, 'data'),
    host: '127.0.0.1',
    tlsPort: 0,
    httpPort: 0,
    proxyPort: 0,
    secretFiles: [],
    environment: {},
    report: (error) => failures.push(error),
  })
  const caPem = readFileSync(emulator.ready.caFile, 'utf8')
  const send = (secure: boolean, url: URL, { method, headers = {}, form, body }: TestRequest = {}) =>
    new Promise<TestResponse>((resolve, reject) => {
      const text = form ? new URLSearchParams(form).toString() : (body ?? '')
      const request = (secure ? httpsRequest : httpRequest)(
        {
          host: '127.0.0.1',
          port: secure ? emulator.ready.tlsPort : emulator.ready.httpPort,
          servername: url.hostname,
          ca: caPem,
          method: method ?? (text ? 'POST' : 'GET'),
          path: url.pathname + url.search,
          headers: {
            host: url.host,
            ...(form && { 'content-type': 'application/x-www-form-urlencoded;charset=utf-8' }),
            'content-length': String(Buffer.byteLength(text)),
            ...headers,
          },
          agent: false,
        },
        (response) => {
          const chunks: Buffer[] = []
          response.on('data', (chunk: Buffer) => chunks.push(chunk))
          response.on('end', () => {
            const received = Buffer.concat(chunks).toString('utf8')
            resolve({
              status: response.statusCode ?? 0,
              headers: response.headers,
              body: received,
              json: () => JSON.parse(received),
            })
          })
        },
      )
      request.on('error', reject)
      request.end(text)
    })
  const fetchPlain: TestEmulator['fetchPlain'] = (path, options) =>
    send(false, new URL(path, `http://localhost:${emulator.ready.httpPort}`), options)
  return {
    ready: emulator.ready,
    caPem,
    fetch: (url, options) => send(true, new URL(url), options),
    fetchPlain,
    control: (path, body) =>
      fetchPlain(`/__emulator/${path}`, { method: 'POST', ...(body && { body: JSON.stringify(body) }) }),
    close: async () => {
      await emulator.close()
      rmSync(directory, { recursive: true, force: true })
      if (failures.length > 0) throw new AggregateError(failures, 'the emulator reported failures')
    },
  }
}
