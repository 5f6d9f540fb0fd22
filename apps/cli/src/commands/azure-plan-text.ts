/** A plan and what became of it, as lines for people. */
import { type Applied, changedSteps, type Plan, type SetupWishes } from '@waymark/azure'

const signs = { create: '+', repair: '~', keep: '=' } as const

export function planLines(plan: Plan): readonly string[] {
  const changed = changedSteps(plan)
  return [
    `Tenant ${plan.tenantId}: what is made (+), repaired (~) and kept (=), with the step of docs/guides/azure-sso.md`,
    ...plan.steps.flatMap(({ action, guide, title, changes }) => [
      `  ${signs[action]} ${title}  (${guide})`,
      ...(action === 'repair'
        ? changes.map(({ field, before, after }) => `      ${field}: ${shown(before)} → ${shown(after)}`)
        : []),
    ]),
    ...plan.notes.map((note) => `  note  ${note}`),
    changed.length === 0
      ? 'No changes: everything is as it should be.'
      : `${changed.length} of ${plan.steps.length} steps to do.`,
  ]
}

function shown(value: unknown): string {
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? '')
  return text.length > 200 ? `${text.slice(0, 200)}…` : text
}

/** Who can do what was refused, and three ways to hand it over. */
export function refusedLines(
  refused: Applied['refused'],
  { cloud, tenantId }: SetupWishes,
  uiClientId: string | undefined,
): readonly string[] {
  if (refused.length === 0) return []
  const roles = [...new Set(refused.flatMap(({ rights }) => (rights ? [rights.role] : [])))]
  return [
    `  ${refused.length} steps were not done:`,
    ...refused.map(({ title, reason }) => `    ✖ ${title}: ${reason}`),
    ...(roles.length > 0
      ? [`  Someone with the directory role ${roles.join('; ')} can do them: run this again,`]
      : []),
    '  or hand over a script (--print az), Terraform (--print terraform) or a list of clicks (--print clicks).',
    ...(uiClientId
      ? [
          `  Consent for signing in alone: https://${cloud.loginHost}/${tenantId}/adminconsent?client_id=${uiClientId}`,
        ]
      : []),
  ]
}
