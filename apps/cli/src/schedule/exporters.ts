/** Writes a job for cron, Kubernetes, GitHub Actions, Azure Container Apps and Airflow. */
import { stringify } from 'yaml'
import { airflowDag } from './airflow.ts'
import { type ExportedFile, requireUtc, type ScheduledJob } from './scheduled-job.ts'

export type ExportFormat = 'airflow' | 'kubernetes' | 'github' | 'cron' | 'container-apps'

export const exporters: Readonly<Record<ExportFormat, (job: ScheduledJob) => readonly ExportedFile[]>> = {
  airflow: (job) => [
    workflowFile(job),
    { name: `waymark_${job.name.replaceAll('-', '_')}.py`, text: airflowDag(job) },
  ],
  kubernetes: (job) => [{ name: `${job.name}.yaml`, text: kubernetes(job) }],
  github: (job) => [workflowFile(job), { name: `.github/workflows/${job.name}.yaml`, text: gitHub(job) }],
  cron: (job) => [workflowFile(job), { name: `${job.name}.cron`, text: crontab(job) }],
  'container-apps': (job) => [{ name: `${job.name}.containerapp.yaml`, text: containerApps(job) }],
}

const yaml = (value: unknown) => stringify(value, { lineWidth: 0, aliasDuplicateObjects: false })
const head = (...lines: readonly string[]) => lines.map((line) => `# ${line}\n`).join('')
const mounted = '/etc/waymark'

function workflowFile({ name, workflow }: ScheduledJob): ExportedFile {
  return { name: `${name}.yaml`, text: workflow }
}

function needs(variables: readonly string[], where: string): readonly string[] {
  return variables.length === 0 ? [] : [`Needs ${variables.join(', ')} ${where}.`]
}

/** `flock` keeps a run from overtaking the one before; cron itself does not. */
function crontab({ name, verb, cron, timeZone, variables, timeoutSeconds }: ScheduledJob): string {
  const command = `timeout ${timeoutSeconds} metadata ${verb} -c ${mounted}/${name}.yaml --no-progress`
  return [
    head(
      `Put ${name}.yaml into ${mounted} and this file into /etc/cron.d (the sixth field is the user).`,
      ...needs(variables, `in ${mounted}/${name}.env (KEY=value, mode 0600)`),
    ),
    // cronie and systemd-cron read it; Debian's cron goes by the time zone of the machine.
    `CRON_TZ=${timeZone}\n`,
    `${cron} waymark set -a; . ${mounted}/${name}.env; exec flock -n /tmp/waymark-${name}.lock ${command} 2>&1 | logger -t waymark-${name}\n`,
  ].join('')
}

function kubernetes(job: ScheduledJob): string {
  const { name, verb, workflow, variables, cron, timeZone, image, retries, timeoutSeconds } = job
  const labels = { 'app.kubernetes.io/name': 'waymark-ingestion', 'app.kubernetes.io/instance': name }
  const container = {
    name: 'metadata',
    image,
    command: ['metadata', verb, '-c', `${mounted}/${name}.yaml`, '--no-progress'],
    ...(variables.length === 0 ? {} : { envFrom: [{ secretRef: { name } }] }),
    volumeMounts: [{ name: 'workflow', mountPath: mounted, readOnly: true }],
    resources: { requests: { cpu: '100m', memory: '256Mi' }, limits: { memory: '1Gi' } },
    securityContext: {
      allowPrivilegeEscalation: false,
      capabilities: { drop: ['ALL'] },
      runAsNonRoot: true,
    },
  }
  const configMap = {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name, labels },
    data: { [`${name}.yaml`]: workflow },
  }
  const cronJob = {
    apiVersion: 'batch/v1',
    kind: 'CronJob',
    metadata: { name, labels },
    spec: {
      schedule: cron,
      timeZone,
      concurrencyPolicy: 'Forbid',
      startingDeadlineSeconds: 3600,
      successfulJobsHistoryLimit: 3,
      failedJobsHistoryLimit: 3,
      jobTemplate: {
        spec: {
          backoffLimit: retries,
          activeDeadlineSeconds: timeoutSeconds,
          template: {
            metadata: { labels },
            spec: {
              restartPolicy: 'Never',
              automountServiceAccountToken: false,
              securityContext: { seccompProfile: { type: 'RuntimeDefault' } },
              containers: [container],
              volumes: [{ name: 'workflow', configMap: { name } }],
            },
          },
        },
      },
    },
  }
  const secret = variables.map((each) => ` --from-literal=${each}=…`).join('')
  return [
    head(...(variables.length === 0 ? [] : [`First: kubectl create secret generic ${name}${secret}`])),
    yaml(configMap),
    '---\n',
    yaml(cronJob),
  ].join('')
}

function gitHub(job: ScheduledJob): string {
  requireUtc(job, 'GitHub Actions')
  const { name, verb, variables, cron, image, timeoutSeconds } = job
  const env = Object.fromEntries(variables.map((each) => [each, `\${{ secrets.${each} }}`]))
  const workflow = {
    name: `Ingest ${name}`,
    on: { schedule: [{ cron }], workflow_dispatch: {} },
    permissions: { contents: 'read' },
    concurrency: { group: `waymark-${name}`, 'cancel-in-progress': false },
    jobs: {
      ingest: {
        'runs-on': 'ubuntu-latest',
        container: { image },
        'timeout-minutes': Math.ceil(timeoutSeconds / 60),
        steps: [
          { uses: 'actions/checkout@v4' },
          {
            name: 'Ingest',
            run: `metadata ${verb} -c ${name}.yaml --no-progress`,
            ...(variables.length === 0 ? {} : { env }),
          },
        ],
      },
    },
  }
  return `${head(`Runs ${name}.yaml at the root of the repository; the runner must reach the source and the catalog.`, ...needs(variables, 'as secrets of the repository'))}${yaml(workflow)}`
}

/** Names of secrets there have lower case and dashes. */
const secretName = (variable: string) => variable.toLowerCase().replaceAll('_', '-')

function containerApps(job: ScheduledJob): string {
  requireUtc(job, 'Azure Container Apps')
  const { name, verb, workflow, variables, cron, image, retries, timeoutSeconds } = job
  const file = `${name}.yaml`
  const secrets = [
    { name: 'workflow', value: workflow },
    ...variables.map((each) => ({ name: secretName(each), value: `<value of ${each}>` })),
  ]
  const resource = {
    type: 'Microsoft.App/jobs',
    location: '<region, e.g. westeurope>',
    properties: {
      environmentId:
        '/subscriptions/<subscription>/resourceGroups/<group>/providers/Microsoft.App/managedEnvironments/<environment>',
      configuration: {
        triggerType: 'Schedule',
        replicaTimeout: timeoutSeconds,
        replicaRetryLimit: retries,
        scheduleTriggerConfig: { cronExpression: cron, parallelism: 1, replicaCompletionCount: 1 },
        secrets,
      },
      template: {
        containers: [
          {
            name: 'metadata',
            image,
            command: ['metadata', verb, '-c', `${mounted}/${file}`, '--no-progress'],
            resources: { cpu: 0.5, memory: '1Gi' },
            ...(variables.length === 0
              ? {}
              : { env: variables.map((each) => ({ name: each, secretRef: secretName(each) })) }),
            volumeMounts: [{ volumeName: 'workflow', mountPath: mounted }],
          },
        ],
        volumes: [
          { name: 'workflow', storageType: 'Secret', secrets: [{ secretRef: 'workflow', path: file }] },
        ],
      },
    },
  }
  return `${head(`az containerapp job create --name ${name} --resource-group <group> --yaml ${name}.containerapp.yaml`, 'Fill in what stands in angle brackets.')}${yaml(resource)}`
}
