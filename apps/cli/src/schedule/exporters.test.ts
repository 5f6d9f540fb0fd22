import { execFileSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, describe, expect, it } from 'vitest'
import { parse, parseAllDocuments } from 'yaml'
import { resourceName } from './read-job.ts'

const waymark = fileURLToPath(new URL('../../bin/waymark.js', import.meta.url))
const workflow = fileURLToPath(new URL('../../../../examples/workflows/postgres-azure.yaml', import.meta.url))
const directory = mkdtempSync(join(tmpdir(), 'waymark-schedule-'))
afterAll(() => rmSync(directory, { recursive: true, force: true }))

function exported(format: string, ...more: string[]): Record<string, string> {
  const out = join(directory, `${format}${more.length}`)
  execFileSync(
    process.execPath,
    [waymark, 'schedule', 'export', workflow, '--format', format, '--out', out, ...more],
    {
      stdio: 'pipe',
    },
  )
  const files = readdirSync(out, { recursive: true, encoding: 'utf8' }).filter((name) =>
    statSync(join(out, name)).isFile(),
  )
  return Object.fromEntries(files.map((name) => [name, readFileSync(join(out, name), 'utf8')]))
}

function refused(...more: string[]): string {
  try {
    execFileSync(process.execPath, [waymark, 'schedule', 'export', workflow, ...more], { stdio: 'pipe' })
  } catch (error) {
    return String((error as { stderr: Buffer }).stderr) // of execFileSync
  }
  throw new Error('it was not refused')
}

const source = readFileSync(workflow, 'utf8')
const variables = [...new Set([...source.matchAll(/\$\{(\w+)\}/g)].map(([, name]) => name ?? ''))].sort()

describe('waymark schedule export', () => {
  it('knows the variables of the example', () => expect(variables.length).toBeGreaterThan(0))

  it('writes a Kubernetes CronJob in its own time zone that takes secrets from a Secret', () => {
    const files = exported('kubernetes', '--cron', '30 2 * * 1-5', '--time-zone', 'Europe/Oslo')
    const [map, job] = parseAllDocuments(files['postgres-azure.yaml'] ?? '').map((each) => each.toJS())
    expect(map).toMatchObject({ kind: 'ConfigMap', data: { 'postgres-azure.yaml': source } })
    expect(job).toMatchObject({
      apiVersion: 'batch/v1',
      kind: 'CronJob',
      spec: { schedule: '30 2 * * 1-5', timeZone: 'Europe/Oslo', concurrencyPolicy: 'Forbid' },
    })
    const [container] = job.spec.jobTemplate.spec.template.spec.containers
    expect(container.command).toEqual([
      'metadata',
      'ingest',
      '-c',
      '/etc/waymark/postgres-azure.yaml',
      '--no-progress',
    ])
    expect(container.envFrom).toEqual([{ secretRef: { name: 'postgres-azure' } }])
    for (const name of variables) expect(files['postgres-azure.yaml']).toContain(`--from-literal=${name}=`)
  })

  it('writes a GitHub Actions workflow, and refuses times that GitHub would read in UTC', () => {
    const text = exported('github', '--cron', '0 2 * * *')['.github/workflows/postgres-azure.yaml'] ?? ''
    const { on, jobs } = parse(text)
    expect(on.schedule).toEqual([{ cron: '0 2 * * *' }])
    expect(jobs.ingest.steps.at(-1)).toMatchObject({
      run: 'metadata ingest -c postgres-azure.yaml --no-progress',
      env: Object.fromEntries(variables.map((name) => [name, `\${{ secrets.${name} }}`])),
    })
    expect(refused('--format', 'github', '--time-zone', 'Europe/Oslo')).toMatch(
      /UTC.*Europe\/Oslo[\s\S]*--time-zone UTC/,
    )
  })

  it('writes an Azure Container Apps job whose workflow file is a secret volume', () => {
    const { type, properties } = parse(exported('container-apps')['postgres-azure.containerapp.yaml'] ?? '')
    expect(type).toBe('Microsoft.App/jobs')
    expect(properties.configuration).toMatchObject({
      triggerType: 'Schedule',
      scheduleTriggerConfig: { cronExpression: '0 2 * * *', parallelism: 1 },
    })
    const names = properties.configuration.secrets.map(({ name }: { name: string }) => name)
    const [container] = properties.template.containers
    for (const { secretRef } of container.env) expect(names).toContain(secretRef)
    expect(properties.configuration.secrets[0]).toEqual({ name: 'workflow', value: source })
  })

  it('writes a line for cron that never overtakes itself, which a shell can read', () => {
    const text = exported('cron', '--time-zone', 'Europe/Oslo')['postgres-azure.cron'] ?? ''
    expect(text).toContain('CRON_TZ=Europe/Oslo')
    const line = text.split('\n').find((each) => /^\d/.test(each)) ?? ''
    const [, command = ''] = /^(?:\S+ ){6}(.*)$/.exec(line) ?? []
    expect(command).toContain('flock -n')
    execFileSync('sh', ['-n', '-c', command])
  })

  it('writes an Airflow DAG with its own name and time zone', () => {
    const dag = exported('airflow', '--time-zone', 'Europe/Oslo')['waymark_postgres_azure.py'] ?? ''
    expect(dag).toContain('dag_id="waymark_postgres_azure"')
    expect(dag).toContain('tz="Europe/Oslo"')
  })

  it.each([
    [['--format', 'jenkins'], /one of airflow, kubernetes/],
    [['--format', 'cron', '--cron', 'daily'], /five fields/],
    [['--format', 'cron', '--time-zone', 'Europe/Atlantis'], /is no time zone/],
  ])('refuses %j and says what would do', (options, message) => {
    expect(refused(...options)).toMatch(message)
  })
})

it.each([
  ['Prod PG – täglich!', 'prod-pg-t-glich'],
  ['2024', 'i-2024'],
  ['---', 'ingestion'],
  ['x'.repeat(80), 'x'.repeat(52)],
])('makes of the name %j the name of a resource, %j', (text, name) => expect(resourceName(text)).toBe(name))
