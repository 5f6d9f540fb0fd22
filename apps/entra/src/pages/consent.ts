/** The consent page: what a client asks for, accept or cancel. */
import { signInName } from '../directory/lookup.ts'
import type { Application, User } from '../directory/model.ts'
import type { Answer } from '../http/answer.ts'
import { hiddenInputs, html } from './html.ts'
import { formTargetsOf, page } from './page.ts'

/** Name of the form field that holds the decision: `accept` or `decline`. */
export const consentField = '_consent'

/** One line of what is asked for: the permission, and the API it is a permission on. */
export interface ListedPermission {
  name: string
  api: string
}

export function consentPage(
  client: Application,
  user: User,
  permissions: ListedPermission[],
  carried: Iterable<[string, string]>,
  redirectUri: string | undefined,
  headers: Answer['headers'],
): Answer {
  return page(
    {
      title: 'Permissions requested',
      ...(redirectUri && { formTargets: formTargetsOf(redirectUri) }),
      headers,
    },
    html`<h1>Permissions requested</h1>
<p>${signInName(user)}</p>
<p><strong>${client.displayName}</strong> would like to:</p>
<ul>
${permissions.map(
  ({ name, api }) =>
    html`<li class="plain"><span class="name">${name}</span> <span class="more">${api}</span></li>
`,
)}</ul>
<form method="post" class="row">
${hiddenInputs(carried)}
<button name="${consentField}" value="decline">Cancel</button>
<button name="${consentField}" value="accept" class="main">Accept</button>
</form>`,
  )
}
