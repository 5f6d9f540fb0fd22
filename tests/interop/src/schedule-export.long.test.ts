/**
 * What `waymark schedule export` writes, taken by the programs it is written for: a real Airflow runs its DAG, and the resources of
 * Kubernetes are held against the schemas of Kubernetes.
 * subject: apps/cli/src/schedule apps/cli/src/commands/schedule.ts tests/interop/src/real-airflow.ts
 */
import { execFileSync, spawnSync } from 'node:child_process'
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { parseAllDocuments } from 'yaml'
import {
  createPipeline,
  createPostgresService,
  type Pipeline,
  statusesOf,
} from '../../processes/src/ingestion-runs.ts'
import { type RunningCatalog, startCatalog } from '../../processes/src/start-catalog.ts'
import { pythonEnvironment } from './python-client.ts'
import { prepareAirflow } from './real-airflow.ts'
import { createSourceDatabase, type SourceDatabase } from './source-database.ts'

const waymark = fileURLToPath(new URL('../../../apps/cli/bin/waymark.js', import.meta.url))
const metadata = fileURLToPath(new URL('../../../apps/cli/bin/metadata.js', import.meta.url))
const directory = mkdtempSync(join(tmpdir(), 'waymark-schedule-'))
let catalog: RunningCatalog
let source: SourceDatabase
let pipeline: Pipeline

beforeAll(async () => {
  source = await createSourceDatabase()
  catalog = await startCatalog({ environment: { AUTHENTICATION_PROVIDER: 'basic' } })
  const service = await createPostgresService(catalog, 'fjord', source)
  const airflowConfig = { scheduleInterval: '30 2 * * *', pipelineTimezone: 'Europe/Oslo' }
  pipeline = await createPipeline(catalog, service, { name: 'elsewhere', airflowConfig })
})
afterAll(async () => {
  await catalog?.stop()
  await source?.drop()
  rmSync(directory, { recursive: true, force: true })
})

/** The saved ingestion, as the administrator of the host exports it. */
function exported(format: string, ...more: string[]): string {
  const out = join(directory, format)
  const args = ['schedule', 'export', 'fjord.elsewhere', '--format', format, '--out', out, ...more]
  execFileSync(process.execPath, [waymark, ...args, '--host-port', `${catalog.url}/api`], {
    env: { ...process.env, WAYMARK_HOME: catalog.home },
    stdio: 'pipe',
  })
  return out
}

/** What the exported file calls its secrets. */
async function secrets(): Promise<Record<string, string>> {
  return { WAYMARK_TOKEN: await catalog.botToken(), FJORD_AUTHTYPE_PASSWORD: source.password }
}

describe('the DAG of a saved ingestion, in a real Airflow', () => {
  it('is read without an error, has the schedule and the time zone, and its run shows up in the catalog', async () => {
    // The program as it stands on the PATH of a worker.
    const program = join(directory, 'metadata')
    writeFileSync(program, `#!/bin/sh\nexec '${process.execPath}' '${metadata}' "$@"\n`)
    chmodSync(program, 0o755)
    const environment = { WAYMARK_METADATA: program, ...(await secrets()) }
    const airflow = await prepareAirflow(join(directory, 'airflow-home'), exported('airflow'), environment)
    expect((await airflow.run('dags', 'list-import-errors')).said).toContain('No data found')
    expect(await airflow.run('dags', 'details', 'waymark_fjord_elsewhere', '--output', 'json')).toMatchObject(
      {
        code: 0,
        said: expect.stringMatching(/30 2 \* \* \*/),
      },
    )
    const { code, said } = await airflow.run(
      'dags',
      'test',
      'waymark_fjord_elsewhere',
      '2026-02-01T00:00:00+00:00',
    )
    expect(code, said).toBe(0)
    expect(said).toMatch(/state=success|DagRun Finished.*success/i)
    const runs = await statusesOf(catalog, pipeline)
    expect(runs).toMatchObject([{ pipelineState: expect.stringMatching(/success|partialSuccess/) }])
  })
})

describe('the resources of a saved ingestion for Kubernetes', () => {
  it('are what Kubernetes accepts, unknown members refused', async () => {
    const python = await pythonEnvironment({
      versions: ['3.11', '3.12', '3.13'],
      installs: [['kubernetes-validate==1.37.0', 'pycep-parser==0.7.1']],
    })
    const out = exported('kubernetes', '--image', 'registry.contoso.com/waymark:0.1.0')
    const documents = parseAllDocuments(readFileSync(join(out, 'fjord-elsewhere.yaml'), 'utf8'))
    const file = join(directory, 'resources.yaml')
    writeFileSync(file, documents.map((each) => JSON.stringify(each.toJS())).join('\n---\n'))
    // 1.27 is the first in which a CronJob has a time zone for good.
    for (const version of ['1.36', '1.29']) {
      const args = ['--strict', '-k', version, file]
      const { status, stdout } = spawnSync(python('kubernetes-validate'), args, { encoding: 'utf8' })
      expect([version, status, stdout]).toEqual([version, 0, expect.not.stringContaining('ERROR')])
    }
  })
})
