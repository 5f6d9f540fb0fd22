/** Binds the Azure application that a bot's account names as its way to sign in. */
import type { EntityJson } from '@waymark/engine'
import type { AzureApplication } from '@waymark/identity'
import { type AuthenticationMechanism, azureApplicationOf, isUuid } from '@waymark/spec'
import type { ApiDependencies } from '../context.ts'

function guidOf(text: string | undefined): string | undefined {
  return text !== undefined && isUuid(text) ? text.toLowerCase() : undefined
}

/**
 * The application behind a bot: tenant and client id from its Azure SSO settings, the object id of the service principal
 * from the local part of its e-mail address, where the Azure guide has people put it. Undefined when one of them is no GUID.
 */
export function applicationOf(user: EntityJson): AzureApplication | undefined {
  const mechanism = user.authenticationMechanism as AuthenticationMechanism | undefined // validated when it was stored
  const application = mechanism?.authType === 'SSO' ? azureApplicationOf(mechanism) : undefined
  if (!application) return undefined
  const { authority } = application
  const tenantId = guidOf(URL.canParse(authority) ? new URL(authority).pathname.split('/')[1] : undefined)
  const clientId = guidOf(application.clientId)
  const objectId = guidOf(String(user.email ?? '').split('@')[0])
  return tenantId && clientId && objectId ? { tenantId, clientId, objectId } : undefined
}

/** Idempotent: writing the account again repairs a binding that did not come about. @throws `value-taken` */
export async function bindApplication(deps: ApiDependencies, entity: EntityJson): Promise<void> {
  if (entity.isBot !== true) return
  const application = applicationOf(entity)
  if (!application) return
  await deps.identity.bots.bind(entity.id, application)
  deps.log.info({ bot: entity.name, ...application }, 'bound the Azure application of a bot')
}
