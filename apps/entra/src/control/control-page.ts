/** `GET /__emulator/` in a browser: state, scenarios to switch, and the last requests. */
import type { Answer } from '../http/answer.ts'
import { type Html, html } from '../pages/html.ts'
import { page } from '../pages/page.ts'
import type { World } from '../world.ts'
import { listScenarios } from './scenarios.ts'

const shownRequests = 30

export function controlPage(world: World): Answer {
  const requests = world.requestLog.list().slice(-shownRequests).reverse()
  return page(
    { title: 'Offline Entra ID', wide: true },
    html`<h1>Offline Entra ID</h1>
${facts(world)}
<h2 id="scenarios">Scenarios</h2>
${scenarioTable(world)}
<h2>Tenants</h2>
${tenantTable(world)}
<h2>Requests</h2>
<div class="scroll" tabindex="0" role="region" aria-label="The last requests">
<table>
<caption>The last ${shownRequests}, newest first</caption>
<thead><tr><th scope="col">Time</th><th scope="col">Request</th><th scope="col">Status</th><th scope="col">Refusal</th><th scope="col">Client</th></tr></thead>
<tbody>
${requests.map(
  (
    request,
  ) => html`<tr><td>${request.at.slice(11, 19)}</td><td>${request.method} ${request.host}${request.path}${request.grantType ? ` (${request.grantType})` : ''}</td><td>${request.status}</td><td>${request.aadsts ? `AADSTS${request.aadsts}` : ''}</td><td>${request.client ?? ''}</td></tr>
`,
)}</tbody>
</table>
</div>
<p><a href="/__emulator/">Refresh</a></p>`,
  )
}

const facts = (world: World): Html => html`<dl>
<dt>Time</dt><dd>${new Date(world.clock.now()).toISOString()}</dd>
<dt>Signing keys</dt><dd>${world.keys
  .published()
  .map(({ kid }) => kid)
  .join(', ')}</dd>
<dt>Consistency delay</dt><dd>${world.store.delayMs()} ms</dd>
<dt>Faults</dt><dd>${
  world.faults
    .list()
    .map((fault) => fault.kind)
    .join(', ') || 'none'
}</dd>
</dl>`

function scenarioTable(world: World): Html {
  const applications = world.directory.tenants.flatMap((tenant) => tenant.applications)
  const users = world.directory.tenants.flatMap((tenant) => tenant.users)
  const choice = (name: string, label: string, everybody: string, options: [string, string][]) =>
    html`<select name="${name}" aria-label="${label}"><option value="">${everybody}</option>${options.map(
      ([value, text]) => html`<option value="${value}">${text}</option>`,
    )}</select> `
  const rows = listScenarios(world).map((scenario) => {
    const aims = new Set<string>(scenario.aims)
    const turn = scenario.active ? 'Switch off' : scenario.lasts ? 'Switch on' : 'Do it'
    return html`<tr>
<th scope="row">${scenario.title}</th>
<td>${scenario.effect}</td>
<td>${scenario.lasts ? (scenario.active ? 'on' : 'off') : 'happens once'}</td>
<td><form method="post" action="/__emulator/page">
<input type="hidden" name="scenario" value="${scenario.name}">
<input type="hidden" name="active" value="${String(!scenario.active)}">
${
  scenario.active || !aims.has('appId')
    ? undefined
    : choice(
        'app',
        `${scenario.title}: for which application`,
        'every application',
        applications.map(({ appId, displayName }) => [appId, displayName]),
      )
}${
  scenario.active || !aims.has('user')
    ? undefined
    : choice(
        'user',
        `${scenario.title}: for whom`,
        'everybody',
        users.map(({ id, displayName }) => [id, displayName]),
      )
}<button aria-label="${turn}: ${scenario.title}">${turn}</button>
</form></td>
</tr>
`
  })
  return html`<div class="scroll" tabindex="0" role="region" aria-labelledby="scenarios">
<table>
<thead><tr><th scope="col">Scenario</th><th scope="col">What clients see</th><th scope="col">State</th><th scope="col">Change</th></tr></thead>
<tbody>
${rows}</tbody>
</table>
</div>`
}

const tenantTable = (world: World): Html => html`<table>
<thead><tr><th scope="col">Tenant</th><th scope="col">Id</th><th scope="col">People</th><th scope="col">Applications</th></tr></thead>
<tbody>
${world.directory.tenants.map(
  (
    tenant,
  ) => html`<tr><th scope="row">${tenant.displayName}</th><td>${tenant.id}</td><td>${tenant.users.length}</td><td>${tenant.applications
    .map(({ displayName }) => displayName)
    .join(', ')}</td></tr>
`,
)}</tbody>
</table>`
