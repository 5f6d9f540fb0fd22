/** Commands about how people sign in: local accounts, production checks, the settings in force, the audit log. */
import { Type } from '@sinclair/typebox'
import { type AuditCategory, auditCategories } from '@waymark/identity'
import { productionChecks } from '../production-checks.ts'
import { type AdminCommand, command } from './command.ts'

const strict = { additionalProperties: false } as const

export const signInCommands: Readonly<Record<string, AdminCommand>> = {
  'local-accounts': command(Type.Object({}, strict), async (_, on) => ({
    accounts: await on.identity.localAccounts.list(),
  })),
  'retire-local': command(
    Type.Object(
      { keep: Type.String({ minLength: 1, maxLength: 256 }), dryRun: Type.Optional(Type.Boolean()) },
      strict,
    ),
    async ({ keep, dryRun = false }, on) => {
      const { kept, retired } = await on.identity.localAccounts.retire(keep, dryRun)
      if (!dryRun)
        on.identity.audit.record({
          category: 'credential',
          action: 'local accounts retired',
          actor: 'system',
          target: retired.map(({ name }) => name).join(', '),
          outcome: 'ok',
          details: { kept: kept.name },
        })
      return { kept, retired, dryRun }
    },
  ),
  'production-checks': command(Type.Object({}, strict), async (_, on) => ({
    checks: await productionChecks(on.identityConfig, on.identity),
  })),
  'config-show': command(Type.Object({}, strict), async (_, on) => ({ settings: on.settings })),
  'sso-confirm': command(Type.Object({}, strict), async (_, on) => {
    await on.signInSettings.confirm('system')
    return { provider: on.identity.health().provider }
  }),
  'sso-revert': command(Type.Object({}, strict), async (_, on) => {
    await on.signInSettings.revert('system')
    return { provider: on.identity.health().provider }
  }),
  audit: command(
    Type.Object(
      {
        actor: Type.Optional(Type.String({ maxLength: 256 })),
        category: Type.Optional(Type.String({ enum: [...auditCategories] })),
        outcome: Type.Optional(Type.String({ enum: ['ok', 'refused'] })),
        text: Type.Optional(Type.String({ maxLength: 256 })),
        fromMs: Type.Optional(Type.Integer({ minimum: 0 })),
        toMs: Type.Optional(Type.Integer({ minimum: 0 })),
        before: Type.Optional(Type.Integer({ minimum: 1 })),
        limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000 })),
      },
      strict,
    ),
    async ({ category, outcome, ...query }, on) => ({
      entries: await on.identity.audit.list({
        ...query,
        ...(category !== undefined && { category: category as AuditCategory }), // one of the schema's words
        ...(outcome !== undefined && { outcome: outcome === 'ok' ? 'ok' : 'refused' }),
      }),
    }),
  ),
}
