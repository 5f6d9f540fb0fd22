/** The whole plan: from what the directory has to what a catalog needs. Pure, so that a dry run and a real one agree. */
import type { TenantState } from '../graph/tenant-state.ts'
import type { Bindings, Plan } from './plan.ts'
import { planIngestion } from './plan-ingestion.ts'
import { planUi } from './plan-ui.ts'
import { renewalDays, type SetupWishes } from './wishes.ts'

/** Against a state that fulfils the wishes already, every step is `keep`. */
export function planSetup(state: TenantState, wishes: SetupWishes): Plan {
  return {
    tenantId: wishes.tenantId,
    portalUrl: wishes.cloud.portalUrl,
    bindings: knownIds(state),
    steps: [...planUi(state, wishes), ...planIngestion(state, wishes)],
    notes: notesOn(state, wishes),
  }
}

function knownIds({ ui, ingestion, graph }: TenantState): Bindings {
  return {
    ...(ui && { 'ui.id': ui.application.id, 'ui.appId': ui.application.appId }),
    ...(ui?.principal && { 'ui.principal': ui.principal.id }),
    ...(ingestion && {
      'ingestion.id': ingestion.application.id,
      'ingestion.appId': ingestion.application.appId,
    }),
    ...(ingestion?.principal && { 'ingestion.principal': ingestion.principal.id }),
    ...(graph && { 'graph.principal': graph.id }),
  }
}

function notesOn(state: TenantState, wishes: SetupWishes): string[] {
  const notes: string[] = []
  if (!state.graph) {
    notes.push(
      'The directory shows no Enterprise application of Microsoft Graph, so consent for signing in is left to the first sign-in.',
    )
  }
  if (state.ui?.principal?.appRoleAssignmentRequired) {
    notes.push(
      'The UI application demands assignment: assign people and groups under Enterprise applications → Users and groups.',
    )
  }
  if (wishes.wasConfidential) {
    notes.push(
      'These settings sign people in with a secret. None is needed: the redirect URIs become those of a single-page application and AUTHENTICATION_CLIENT_TYPE public; then remove OIDC_CLIENT_SECRET.',
    )
  }
  const old = state.ingestion?.application.passwords.filter(({ endsAtMs }) => endsAtMs <= wishes.nowMs) ?? []
  if (old.length > 0) {
    notes.push(`${old.length} expired client secret(s) remain; delete them under Certificates & secrets.`)
  }
  const usable = state.ingestion?.application.passwords.some(({ endsAtMs }) => endsAtMs > wishes.nowMs)
  if (wishes.credential.kind === 'secret' && usable && !wishes.configuredSecretHint) {
    notes.push(
      'There is a valid client secret, but these settings do not have it. If nobody does, --rotate-secret makes a new one.',
    )
  }
  if (wishes.credential.kind === 'secret') {
    notes.push(
      `A client secret expires: run this again from ${renewalDays} days before, or use --federated or --certificate, which need no secret.`,
    )
  }
  return notes
}
