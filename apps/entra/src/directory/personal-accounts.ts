/** Personal Microsoft accounts: people of no company, in one tenant of the public cloud that nobody manages. */
import type { Application, Tenant } from './model.ts'

/** The tenant of personal Microsoft accounts; `consumers` in addresses. */
export const consumersTenantId = '9188040d-6c67-4c5b-b112-36a304b66dad'

export const isPersonal = ({ id }: Pick<Tenant, 'id'>): boolean => id === consumersTenantId

export const takesPersonalAccounts = ({ signInAudience }: Application): boolean =>
  signInAudience === 'AzureADandPersonalMicrosoftAccount' || signInAudience === 'PersonalMicrosoftAccount'

export const takesWorkAccounts = ({ signInAudience }: Application): boolean =>
  signInAudience !== 'PersonalMicrosoftAccount'
