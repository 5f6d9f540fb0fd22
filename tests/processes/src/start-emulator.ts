/** The Entra emulator as a process of its own, for clients that are pointed at it by environment variables alone. */
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const program = fileURLToPath(new URL('../../../apps/entra/bin/waymark-entra.js', import.meta.url))
const sampleCompany = fileURLToPath(new URL('../../../apps/entra/sample-company.yaml', import.meta.url))

/** Ids and the (made-up) secret of the sample company. */
export const fjordlight = {
  tenantId: '5f1d4a6e-7c1b-4c55-9d3a-0f6e2b8c9a10',
  uiAppId: '7d2c9b1e-3f4a-4e0d-8a66-5b1c0e9f2d31',
  uiApiUri: 'api://7d2c9b1e-3f4a-4e0d-8a66-5b1c0e9f2d31',
  ingestionAppId: '2b8e6f40-91d7-4c3a-b5e2-6a0d7c4f1e52',
  ingestionApiUri: 'api://2b8e6f40-91d7-4c3a-b5e2-6a0d7c4f1e52',
  ingestionObjectId: 'c2d8f3e4-3f57-4c90-9b32-4e5f6a7b8c02',
  ingestionSecret: 'not-a-real-secret-fjordlight-ingestion',
}

export interface RunningEmulator {
  /** `https://login.microsoftonline.com/<tenant id>` */
  authority: string
  tenantId: string
  caFile: string
  /** The plain loopback listener. */
  plainUrl: string
  proxyUrl: string
  tlsPort: number
  /** What makes an unmodified client meet the emulator at Microsoft's addresses. */
  environment: Record<string, string>
  /** Steers the emulator: `POST /__emulator/<path>`. */
  control: (path: string, body?: object) => Promise<void>
  /** The requests it has seen, oldest first. */
  requests: () => Promise<SeenRequest[]>
  stop: () => Promise<void>
}

export interface SeenRequest {
  method: string
  host: string
  path: string
  status: number
  client?: string
  clientVersion?: string
  grantType?: string
  aadsts?: number
}

/** What the ingestion of the sample company asks for with its credentials, as it is answered. */
export function askIngestionToken({ plainUrl }: Pick<RunningEmulator, 'plainUrl'>): Promise<Response> {
  return fetch(`${plainUrl}/${fjordlight.tenantId}/oauth2/v2.0/token`, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'client_credentials',
      client_id: fjordlight.ingestionAppId,
      client_secret: fjordlight.ingestionSecret,
      scope: `${fjordlight.uiApiUri}/.default`,
    }),
  })
}

export async function ingestionToken(emulator: Pick<RunningEmulator, 'plainUrl'>): Promise<string> {
  const answer = (await (await askIngestionToken(emulator)).json()) as { access_token: string }
  return answer.access_token
}

/** Starts the emulator on free ports, with the sample company or another state file; what it keeps is in a directory of its own. */
export async function startEmulator(stateFile = sampleCompany): Promise<RunningEmulator> {
  const directory = mkdtempSync(join(tmpdir(), 'interop-entra-'))
  const args = ['start', '--state', stateFile, '--data-dir', directory, '--json']
  const child = spawn(process.execPath, [program, ...args], { stdio: ['ignore', 'pipe', 'inherit', 'ipc'] })
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  const line = await new Promise<string>((resolve, reject) => {
    let text = ''
    child.stdout?.on('data', (chunk) => {
      text += chunk
      if (text.includes('\n')) resolve(text)
    })
    child.once('exit', (code) => reject(new Error(`the emulator ended with ${code} before it was ready`)))
  })
  // The line's shape is the emulator's published ready event.
  const ready = JSON.parse(line) as {
    tlsPort: number
    httpPort: number
    proxyPort: number
    caFile: string
    tenantId: string
    authority: string
  }
  const plainUrl = `http://127.0.0.1:${ready.httpPort}`
  const proxyUrl = `http://127.0.0.1:${ready.proxyPort}`
  return {
    authority: ready.authority,
    tenantId: ready.tenantId,
    caFile: ready.caFile,
    plainUrl,
    proxyUrl,
    tlsPort: ready.tlsPort,
    environment: {
      HTTPS_PROXY: proxyUrl,
      https_proxy: proxyUrl,
      NO_PROXY: 'localhost,127.0.0.1',
      no_proxy: 'localhost,127.0.0.1',
      REQUESTS_CA_BUNDLE: ready.caFile,
      SSL_CERT_FILE: ready.caFile,
      NODE_EXTRA_CA_CERTS: ready.caFile,
      NODE_USE_ENV_PROXY: '1',
    },
    control: async (path, body) => {
      const response = await fetch(`${plainUrl}/__emulator/${path}`, {
        method: 'POST',
        ...(body && { body: JSON.stringify(body) }),
      })
      if (!response.ok) throw new Error(`/__emulator/${path}: ${response.status} ${await response.text()}`)
    },
    requests: async () => (await fetch(`${plainUrl}/__emulator/requests`)).json() as Promise<SeenRequest[]>,
    stop: async () => {
      child.kill('SIGTERM')
      await ended
      rmSync(directory, { recursive: true, force: true })
    },
  }
}
