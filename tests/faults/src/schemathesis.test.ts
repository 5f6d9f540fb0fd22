/**
 * Schemathesis, a fuzzer of its own, makes requests from the OpenAPI document of a running server: valid ones and broken ones, half of
 * them about entities that are there. No answer is a server error, none lies outside the document, and no route forgets who asks.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { createSample } from '@waymark/engine/testing'
import { createRegistry } from '@waymark/spec'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { schemathesisPython } from '../../interop/src/published-clients.ts'
import { pythonEnvironment } from '../../interop/src/python-client.ts'
import { runProgram } from '../../processes/src/run-program.ts'
import { type RunningCatalog, startCatalog } from '../../processes/src/start-catalog.ts'
import { documentedRequests } from './numbers.ts'
import { createOwnDatabase, type OwnDatabase } from './own-database.ts'

const seed = '9'
const hooks = fileURLToPath(new URL('../python/', import.meta.url))
const directory = mkdtempSync(join(tmpdir(), 'waymark-schemathesis-'))
const checks = [
  'not_a_server_error',
  'status_code_conformance',
  'content_type_conformance',
  'response_schema_conformance',
  'ignored_auth',
]
/** Answers that never end, and what would end the token that asks. */
const leftOut = ['[sS]tream', '/users/(revokeToken|logout)', '/auth/logout']

let database: OwnDatabase
let catalog: RunningCatalog
let token: string
let operations: number

beforeAll(async () => {
  database = await createOwnDatabase()
  catalog = await startCatalog({
    environment: {
      AUTHENTICATION_PROVIDER: 'basic',
      DATABASE_URL: database.url,
      WAYMARK_AUTH_FAILURE_LIMIT: '0',
      LOG_LEVEL: 'error',
    },
  })
  token = String((await catalog.admin('admin-token')).token)
  const document = await fetch(`${catalog.url}/api/openapi.json`)
  const { paths } = (await document.json()) as { paths: Record<string, object> } // the document of this code
  operations = Object.values(paths).reduce((sum, methods) => sum + Object.keys(methods).length, 0)
  await createOneOfEach()
})
afterAll(async () => {
  await catalog?.stop()
  await database?.drop()
  rmSync(directory, { recursive: true, force: true })
})

/** One entity of every type, by the API. */
async function createOneOfEach(): Promise<void> {
  const registry = createRegistry()
  const overHttp = {
    registry,
    create: async (type: string, body: unknown) => ({
      entity: await catalog.api(registry.byType(type).collection, { method: 'POST', body, token }),
    }),
  }
  for (const { type } of registry.all)
    await createSample(overHttp as unknown as Parameters<typeof createSample>[0], type) // samples use no more of it
}

interface Report {
  readonly test_cases: { readonly generated: number }
  readonly failures: readonly { readonly title: string; readonly operations: readonly string[] }[]
  readonly errors: readonly { readonly title: string; readonly count: number }[]
}

describe('the API as it is documented', () => {
  it(`answers ${documentedRequests} requests of Schemathesis within its document, without an error of its own`, async () => {
    const program = await pythonEnvironment(schemathesisPython)
    const report = join(directory, 'report.json')
    const { stdout, stderr } = await runProgram(
      program('st'),
      [
        ...['run', `${catalog.url}/api/openapi.json`, '--phases', 'fuzzing', '--checks', checks.join(',')],
        ...['-H', `Authorization: Bearer ${token}`, '-H', 'X-Waymark-Generation: 1.13'],
        ...['--exclude-path-regex', leftOut.join('|')],
        ...['--max-examples', String(Math.ceil(documentedRequests / operations)), '--seed', seed],
        ...[
          '--generation-database',
          'none',
          '--suppress-health-check',
          'all',
          '--no-shrink',
          '--warnings',
          'off',
        ],
        ...['--request-timeout', '30', '--no-color', '--report', 'json', '--report-json-path', report],
      ],
      {
        environment: {
          PYTHONPATH: hooks,
          PYTHONDONTWRITEBYTECODE: '1',
          SCHEMATHESIS_HOOKS: 'known_entities',
          WAYMARK_URL: catalog.url,
          WAYMARK_TOKEN: token,
        },
        directory,
      },
    )
    const { test_cases, failures, errors } = JSON.parse(readFileSync(report, 'utf8')) as Report // its documented report
    const found = failures.flatMap(({ title, operations: where }) => where.map((each) => `${title}: ${each}`))
    expect(
      [...found, ...errors],
      `${stdout.slice(-20_000)}\n${stderr}\n${catalog.log().slice(-5000)}`,
    ).toEqual([])
    expect(test_cases.generated).toBeGreaterThanOrEqual(documentedRequests)
  }, 3_600_000)
})
