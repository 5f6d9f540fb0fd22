/** The sign-in page: a list of people, each a button; picking one is signing in. */
import { signInName } from '../directory/lookup.ts'
import type { Application, Tenant, User } from '../directory/model.ts'
import type { Answer } from '../http/answer.ts'
import { hiddenInputs, html } from './html.ts'
import { formTargetsOf, page } from './page.ts'

export interface PickableAccount {
  tenant: Tenant
  user: User
  signedIn: boolean
}

/** Name of the form field that says who was picked: `<tenant id>/<object id>`. */
export const accountField = '_account'

/**
 * @param carried the request's parameters, so that the page needs no memory on the server
 * @param redirectUri where picking may lead, when it leads away from us
 */
export function accountPicker(
  client: Application,
  accounts: PickableAccount[],
  carried: Iterable<[string, string]>,
  redirectUri?: string,
): Answer {
  const tenants = new Set(accounts.map(({ tenant }) => tenant.displayName))
  return page(
    { title: 'Pick an account', formTargets: redirectUri ? formTargetsOf(redirectUri) : [] },
    html`<h1>Pick an account</h1>
<p>to continue to <strong>${client.displayName}</strong>${tenants.size === 1 ? ` with ${[...tenants][0]}` : ''}</p>
<form method="post">
${hiddenInputs(carried)}
<ul>
${accounts.map(
  ({ tenant, user, signedIn }) => html`<li><button name="${accountField}" value="${tenant.id}/${user.id}">
<span class="initials" aria-hidden="true">${initials(user.displayName)}</span>
<span><span class="name">${user.displayName}</span>
<span class="more">${signInName(user)}</span>
<span class="more">${describe(user, signedIn, tenants.size > 1 ? tenant : undefined)}</span></span>
</button></li>
`,
)}</ul>
</form>`,
  )
}

const initials = (name: string): string =>
  name
    .split(/\s+/)
    .map((word) => word.charAt(0))
    .slice(0, 2)
    .join('')
    .toUpperCase()

function describe(user: User, signedIn: boolean, tenant: Tenant | undefined): string {
  const facts = [
    user.jobTitle,
    user.userType === 'Guest' ? 'Guest' : undefined,
    tenant?.displayName,
    signedIn ? 'Signed in' : undefined,
    user.accountEnabled ? undefined : 'Disabled',
  ]
  return facts.filter((fact) => fact !== undefined).join(' · ')
}
