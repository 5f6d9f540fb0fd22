/** The demo's source: the sample company's database on the catalog's own PostgreSQL cluster. */
import { randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { runChild } from '../child-process.ts'
import { CommandFailed, exitCode } from '../exit-code.ts'
import { programs } from '../programs.ts'

export const sampleDatabase = 'fjordlight'

export interface SampleDatabase {
  /** `directory:port` of the Unix socket, or `host:port`. */
  readonly hostPort: string
  readonly userName: string
  readonly password: string
  /** False when it was there already. */
  readonly loaded: boolean
  readonly tables: number
}

/** @param adminUrl - a superuser's URL of the cluster */
export async function loadSampleDatabase(adminUrl: string, passwordFile: string): Promise<SampleDatabase> {
  const password = readOrMakePassword(passwordFile)
  const { code, lines, errors } = await runChild({
    program: programs.sampleCompany,
    args: [],
    environment: {
      ...process.env,
      DATABASE_URL: adminUrl,
      SAMPLE_DATABASE: sampleDatabase,
      SAMPLE_READER_PASSWORD: password,
    },
  })
  if (code !== 0) {
    throw new CommandFailed(
      exitCode.source,
      `The sample company's database could not be loaded: ${errors.at(-1) ?? ''}`,
    )
  }
  const result = JSON.parse(lines.at(-1) ?? '{}') as { userName: string; loaded: boolean; tables: number } // our own script's
  return { ...result, hostPort: hostPortOf(adminUrl), password }
}

/** The reading role's password, the same at every start. */
function readOrMakePassword(file: string): string {
  if (existsSync(file)) return readFileSync(file, 'utf8').trim()
  const password = randomBytes(18).toString('base64url')
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
  writeFileSync(file, `${password}\n`, { mode: 0o600 })
  return password
}

/** pg's URLs name a Unix socket's directory in the parameter `host`. */
function hostPortOf(adminUrl: string): string {
  // A URL without a host is not one to the WHATWG parser, so the empty host is filled in.
  const url = new URL(adminUrl.replace(/@\//, '@localhost/'))
  const host = url.searchParams.get('host') ?? url.hostname
  return `${host}:${url.searchParams.get('port') ?? (url.port || '5432')}`
}
