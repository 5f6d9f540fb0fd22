/** A person as Microsoft Graph shows one. */
import type { User } from '../directory/model.ts'
import type { Entity } from './filter.ts'

export const userEntity = (user: User): Entity => ({
  businessPhones: [],
  displayName: user.displayName,
  givenName: user.givenName ?? null,
  jobTitle: user.jobTitle ?? null,
  mail: user.mail ?? null,
  mobilePhone: null,
  officeLocation: null,
  preferredLanguage: null,
  surname: user.surname ?? null,
  userPrincipalName: user.userPrincipalName,
  id: user.id,
  accountEnabled: user.accountEnabled,
  userType: user.userType,
})

/** Members that only `$select` brings out. */
export const userOnRequest = ['accountEnabled', 'userType']
