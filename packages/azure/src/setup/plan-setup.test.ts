import { describe, expect, it } from 'vitest'
import { cloudOf } from '../graph/clouds.ts'
import type { TenantState } from '../graph/tenant-state.ts'
import { changedSteps, resolve, unresolved } from './plan.ts'
import { planSetup } from './plan-setup.ts'
import { printClicks, printScript } from './print-script.ts'
import { printTerraform } from './print-terraform.ts'
import { derivedGuid, parseCertificate, parseFederated, type SetupWishes } from './wishes.ts'

const cloud = cloudOf('login.microsoftonline.com')
if (!cloud) throw new Error('the public cloud is known')

const wishes: SetupWishes = {
  tenantId: '3c6b1f0e-92a4-4d7b-8e15-6f0a9c2d4b71',
  cloud,
  serverUrl: 'https://catalog.example',
  displayName: 'Waymark',
  scopeName: 'access_as_user',
  roleName: 'Ingestion.Bot',
  uiAppId: undefined,
  ingestionAppId: undefined,
  selfAudience: false,
  legacyImplicit: false,
  wasConfidential: false,
  groups: undefined,
  configuredSecretHint: undefined,
  credential: { kind: 'secret', days: 180, rotate: false },
  nowMs: Date.UTC(2026, 10, 22),
}
const empty: TenantState = { ui: undefined, ingestion: undefined, graph: undefined }

describe('the plan for an empty tenant', () => {
  const plan = planSetup(empty, wishes)

  it('is the same every time', () => {
    expect(planSetup(empty, wishes)).toEqual(plan)
  })

  it('names only ids that an earlier request of it yields', () => {
    const known = new Set(Object.keys(plan.bindings))
    for (const { requests } of changedSteps(plan)) {
      for (const { path, body, captures = {} } of requests) {
        expect([...known]).toEqual(expect.arrayContaining([...unresolved([path, body])]))
        for (const name of Object.keys(captures)) known.add(name)
      }
    }
  })

  it('knows for each request how to take it back', () => {
    const requests = changedSteps(plan).flatMap((step) => step.requests)
    expect(requests.every(({ undo }) => undo.length > 0)).toBe(true)
  })

  it('makes tokens version 2 before it sets the URI, which the policy of the tenant then lets through', () => {
    const order = plan.steps.map(({ id }) => id)
    expect(order.indexOf('token-version')).toBeLessThan(order.indexOf('app-id-uri'))
    const own = planSetup(empty, { ...wishes, selfAudience: true }).steps.map(({ id }) => id)
    expect(own.indexOf('ingestion-token-version')).toBeLessThan(own.indexOf('ingestion-app-id-uri'))
  })

  it('has a click and a page for each of its steps', () => {
    const clicks = printClicks(plan)
    for (const { title } of changedSteps(plan)) expect(clicks).toContain(title)
    expect(clicks).not.toContain('{{')
  })

  it('leaves no placeholder in the script', () => {
    expect(printScript(plan, cloud.graphUrl)).not.toContain('{{')
  })
})

describe('texts that people choose', () => {
  // biome-ignore lint/suspicious/noTemplateCurlyInString: Terraform's templates look like JavaScript's
  const hostile = 'A $(touch x) `y` "z" \\ ${HOME} %{if}'
  it('cannot run anything in the script', () => {
    const script = printScript(planSetup(empty, { ...wishes, displayName: hostile }), cloud.graphUrl)
    expect(script).toContain('\\$(touch x) \\`y\\`')
    expect(script).not.toMatch(/[^\\]\$\(touch/)
  })
  it('are plain text in Terraform', () => {
    const terraform = printTerraform(empty, { ...wishes, displayName: hostile })
    expect(terraform).toContain('$${HOME} %%{if}')
  })
})

describe('ids in a plan', () => {
  it('take the place of their names, deep inside, and others stay', () => {
    expect(resolve({ a: ['x {{ui.id}}', 1, null], b: '{{ui.appId}}' }, { 'ui.id': '7' })).toEqual({
      a: ['x 7', 1, null],
      b: '{{ui.appId}}',
    })
  })
  it('are derived as version 5 GUIDs', () => {
    expect(derivedGuid('a', 'b')).toMatch(
      /^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
    )
    expect(derivedGuid('a', 'b')).not.toBe(derivedGuid('ab', ''))
  })
})

describe('--federated', () => {
  it('reads a service account of a cluster, whose issuer holds colons and slashes', () => {
    expect(parseFederated('k8s:https://oidc.example:8443/id/:data:ingestion', cloud)).toMatchObject({
      issuer: 'https://oidc.example:8443/id/',
      subject: 'system:serviceaccount:data:ingestion',
    })
  })
  it('reads an environment of GitHub', () => {
    expect(parseFederated('github:acme/catalog:production', cloud)).toMatchObject({
      issuer: 'https://token.actions.githubusercontent.com',
      subject: 'repo:acme/catalog:environment:production',
    })
  })
  it('names the audience of the cloud', () => {
    const government = cloudOf('login.microsoftonline.us')
    expect(government && parseFederated('github:a/b:c', government)).toMatchObject({
      audience: 'api://AzureADTokenExchangeUSGov',
    })
  })
  it.each(['k8s:http://x:a:b', 'github:acme', 'x'])('says how to write it in place of %s', (text) => {
    expect(parseFederated(text, cloud)).toHaveProperty('problem')
  })
})

it('--certificate wants PEM', () => {
  expect(parseCertificate('hello')).toEqual({ problem: expect.stringContaining('BEGIN CERTIFICATE') })
})
