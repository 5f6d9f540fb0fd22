/** The plan as a script of `az rest` calls: the very requests that set-up would send, for whoever has the rights. */
import { changedSteps, type Plan, type PlannedRequest, resolve, type Step } from './plan.ts'

/** `ui.appId` → `UI_APP_ID` */
const variableOf = (name: string) =>
  name
    .replace(/([a-z])([A-Z])/g, '$1_$2')
    .replaceAll('.', '_')
    .toUpperCase()

/** Within double quotes or a here-document of a POSIX shell. */
const quoted = (text: string) => text.replace(/[\\$`"]/g, '\\$&')
const inHereDocument = (text: string) => text.replace(/[\\$`]/g, '\\$&')
const withVariables = (text: string) =>
  text.replace(/\{\{([\w.]+)\}\}/g, (_, name: string) => `\${${variableOf(name)}}`)

/** A POSIX shell script; it stops at the first error and shows no secret but the one it is asked to make. */
export function printScript(plan: Plan, graphUrl: string): string {
  const steps = changedSteps(plan)
  const known = Object.entries(plan.bindings).map(([name, value]) => `${variableOf(name)}=${value}`)
  return [
    '#!/bin/sh',
    `# Sets up Waymark's sign-in in tenant ${plan.tenantId}. Run 'az login --tenant ${plan.tenantId}' first.`,
    'set -eu',
    `GRAPH=${graphUrl}/v1.0`,
    ...known,
    ...(steps.length === 0 ? ['echo "Nothing to change."'] : []),
    ...steps.flatMap((step) => stepLines(step)),
    '',
  ].join('\n')
}

function stepLines(step: Step): string[] {
  return [
    '',
    `# ${step.guide}  ${step.title.replace(/\s+/g, ' ')} (${step.action})`,
    ...step.requests.flatMap(requestLines),
  ]
}

function requestLines(request: PlannedRequest): string[] {
  const { method, path, body, captures = {} } = request
  const url = `"\${GRAPH}${withVariables(quoted(path))}"`
  const call = `az rest --method ${method} --url ${url} --headers content-type=application/json`
  const json = withVariables(inHereDocument(JSON.stringify(body ?? {}, null, 2)))
  // The delimiter is unquoted, so that the shell fills in the variables.
  const document = ['--body "$(cat <<__JSON__', json, '__JSON__', ')"']
  const names = Object.entries(captures)
  const text = `${call} ${document.join('\n')}`
  if (request.yieldsSecret) {
    return [
      '# The only time the secret is shown: keep it where the deployment reads it.',
      `(umask 077; ${text} --query secretText --output tsv > waymark-client-secret)`,
    ]
  }
  if (names.length === 0) return [`${text} --output none`]
  const members = names.map(([, member]) => member).join(',')
  return [
    `set -- $(${text} --query '[${members}]' --output tsv)`,
    ...names.map(([name], index) => `${variableOf(name)}=$${index + 1}`),
    'sleep 15 # until every replica of the directory knows it',
  ]
}

/** The plan as a list of clicks, each with the address of its page. */
export function printClicks(plan: Plan): string {
  const steps = changedSteps(plan)
  if (steps.length === 0) return 'Nothing to change.\n'
  const shown = { ...plan.bindings }
  const named = (text: string) =>
    resolve(text, shown).replace(/\{\{([\w.]+)\}\}/g, (_, name: string) => `<${wordsFor[name] ?? name}>`)
  return steps
    .flatMap((step, index) => [
      `${index + 1}. ${step.title} (${step.guide})`,
      ...step.clicks.map((click) => `   - ${named(click)}`),
      `   ${plan.portalUrl}${named(step.portalPath)}`,
      '',
    ])
    .join('\n')
}

const wordsFor: Readonly<Record<string, string>> = {
  'ui.appId': 'client id of the UI application',
  'ui.principal': 'object id of its Enterprise application',
  'ingestion.appId': 'client id of the ingestion application',
  'ingestion.principal': 'object id of its Enterprise application',
}
