/**
 * The chart, rendered by Helm with several values files and held against the schemas of Kubernetes; the Bicep file, read by a parser.
 * subject: deploy/kubernetes deploy/azure packages/azure/src/setup
 */
import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { homedir, tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { parseAllDocuments } from 'yaml'
import { startAzureTenant } from './azure-tenant.ts'
import { pythonEnvironment } from './python-client.ts'

const deploy = fileURLToPath(new URL('../../../deploy/', import.meta.url))
const chart = join(deploy, 'kubernetes/waymark')
const directory = mkdtempSync(join(tmpdir(), 'waymark-chart-'))
/** The newest that the schemas know, and the oldest that the chart says it runs on. */
const versions = ['1.36', '1.29']
let helm: string
let python: Awaited<ReturnType<typeof pythonEnvironment>>

interface Resource {
  readonly kind: string
  readonly metadata: { readonly name: string; readonly annotations?: Readonly<Record<string, string>> }
  readonly spec: { readonly template?: { readonly spec: PodSpec }; readonly replicas?: number }
}

interface PodSpec {
  readonly securityContext: object
  readonly automountServiceAccountToken: boolean
  readonly containers: readonly {
    readonly args: readonly string[]
    readonly securityContext: object
    readonly env: readonly { readonly name: string; readonly value?: string; readonly valueFrom?: object }[]
  }[]
}

beforeAll(async () => {
  const built = join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'waymark-interop/bin/helm')
  helm = existsSync(built) ? built : 'helm'
  if (spawnSync(helm, ['version']).status !== 0)
    throw new Error('this needs Helm on the path; tools/ci/prepare-helm.sh builds it')
  python = await pythonEnvironment({
    versions: ['3.11', '3.12', '3.13'],
    installs: [['kubernetes-validate==1.37.0', 'pycep-parser==0.7.1']],
  })
})
afterAll(() => rmSync(directory, { recursive: true, force: true }))

const template = (values: string, ...more: string[]) =>
  spawnSync(helm, ['template', 'test', chart, '--kube-version', '1.33.0', '--values', values, ...more], {
    encoding: 'utf8',
  })

function rendered(values: string, ...more: string[]): Resource[] {
  const { status, stdout, stderr } = template(values, ...more)
  if (status !== 0) throw new Error(stderr)
  return parseAllDocuments(stdout).map((document) => document.toJS() as Resource)
}

describe.each(['azure', 'small'])('the chart with examples/%s.yaml', (name) => {
  const values = join(deploy, `kubernetes/examples/${name}.yaml`)

  it('is well-formed, and what Kubernetes accepts', () => {
    const lint = spawnSync(helm, ['lint', '--strict', chart, '--values', values], { encoding: 'utf8' })
    expect([lint.status, lint.stdout]).toEqual([0, expect.stringContaining('0 chart(s) failed')])
    // Of Prometheus's operator: Kubernetes has no schema of it.
    const known = rendered(values).filter(({ kind }) => kind !== 'ServiceMonitor')
    const file = join(directory, `${name}.yaml`)
    writeFileSync(file, known.map((resource) => JSON.stringify(resource)).join('\n---\n'))
    for (const version of versions) {
      const checked = spawnSync(python('kubernetes-validate'), ['--strict', '-k', version, file], {
        encoding: 'utf8',
      })
      expect([version, checked.status, checked.stdout]).toEqual([
        version,
        0,
        expect.not.stringContaining('ERROR'),
      ])
    }
  })

  it('gives no pod a right that it does not need, and no secret a place in a setting', () => {
    for (const { metadata, spec } of rendered(values).filter(
      (resource) => resource.spec?.template !== undefined,
    )) {
      const pod = spec.template?.spec
      expect([metadata.name, pod?.automountServiceAccountToken]).toEqual([metadata.name, false])
      expect(pod?.securityContext).toMatchObject({
        runAsNonRoot: true,
        seccompProfile: { type: 'RuntimeDefault' },
      })
      for (const { securityContext, env } of pod?.containers ?? []) {
        expect(securityContext).toEqual({
          allowPrivilegeEscalation: false,
          readOnlyRootFilesystem: true,
          capabilities: { drop: ['ALL'] },
        })
        const secret = env.filter(({ name }) => /DATABASE_URL|PASSWORD|MASTER_KEY|SECRET/.test(name))
        expect(secret.length).toBeGreaterThan(0)
        expect(secret.filter(({ valueFrom }) => valueFrom === undefined)).toEqual([])
      }
    }
  })
})

describe('the chart', () => {
  const azure = join(deploy, 'kubernetes/examples/azure.yaml')
  const small = join(deploy, 'kubernetes/examples/small.yaml')
  const roles = (values: string) =>
    rendered(values)
      .filter(({ kind }) => kind === 'Deployment')
      .map(({ spec }) => spec.template?.spec.containers[0]?.args)

  it('has one deployment for the API and one for workers, or one that does both', () => {
    expect(roles(azure)).toEqual([
      ['--role', 'api'],
      ['--role', 'worker'],
    ])
    expect(roles(small)).toEqual([['--role', 'all']])
  })

  it('migrates before an upgrade replaces anything, and leaves the number of replicas to the autoscaler', () => {
    const resources = rendered(azure)
    const job = resources.find(({ kind }) => kind === 'Job')
    expect(job?.metadata.annotations?.['helm.sh/hook']).toBe('pre-upgrade')
    expect(job?.spec.template?.spec.containers[0]?.args).toEqual(['--admin', 'migrate'])
    const api = resources.find(({ kind, metadata }) => kind === 'Deployment' && metadata.name === 'test-api')
    expect(api?.spec.replicas).toBeUndefined()
  })

  it('takes the values that azure setup writes, beside those of the deployment', async () => {
    const tenant = await startAzureTenant()
    try {
      const [written = ''] = (await tenant.setup('--deployment', 'kubernetes')).files
      const [pod] = rendered(small, '--values', written).flatMap(({ spec }) => spec?.template?.spec ?? [])
      expect(pod?.containers[0]?.env).toEqual(
        expect.arrayContaining([
          {
            name: 'WAYMARK_INGESTION_SECRET_EXPIRES',
            value: expect.stringMatching(/^\d{4}-\d\d-\d\d$/),
          },
          {
            name: 'OM_AUTH_AIRFLOW_AZURE_CLIENT_SECRET',
            valueFrom: {
              secretKeyRef: { name: 'waymark-azure', key: 'OM_AUTH_AIRFLOW_AZURE_CLIENT_SECRET' },
            },
          },
        ]),
      )
    } finally {
      await tenant.stop()
    }
  })

  it.each([
    [['--set', 'config.DATABASE_URL=postgres://u:p@h/d'], 'DATABASE_URL'],
    [['--set', 'image.tag=latest'], 'tag'],
    [['--set', 'azureWorkloadIdentity.clientId='], 'clientId'],
    [['--set', 'ingress.host='], 'host'],
    [['--set', 'replicas=2'], 'replicas'],
    [['--set', 'secrets.WAYMARK_MASTER_KEY=null'], 'WAYMARK_MASTER_KEY'],
  ])('refuses %j by name before anything is installed', (more, named) => {
    const { status, stderr } = template(azure, ...more)
    expect([status, stderr]).toEqual([1, expect.stringContaining(named)])
  })
})

it('deploy/azure/main.bicep is Bicep, and holds no secret that is not a parameter', () => {
  const program =
    'import sys; from pathlib import Path; from pycep import BicepParser; print(",".join(BicepParser().parse(file_path=Path(sys.argv[1]))["resources"]))'
  const file = join(deploy, 'azure/main.bicep')
  const resources = execFileSync(python('python'), ['-c', program, file], { encoding: 'utf8' })
    .trim()
    .split(',')
  expect(resources).toEqual(expect.arrayContaining(['database', 'vault', 'api', 'worker', 'readsSecrets']))
})
