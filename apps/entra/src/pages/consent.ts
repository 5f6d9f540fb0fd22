/** The consent page: what a client asks for, accept or cancel. */
import type { MissingConsent } from '../checks/consent.ts'
import { signInName } from '../directory/lookup.ts'
import type { Application, User } from '../directory/model.ts'
import type { Answer } from '../http/answer.ts'
import { hiddenInputs, html } from './html.ts'
import { formTargetsOf, page } from './page.ts'

/** Name of the form field that holds the decision: `accept` or `decline`. */
export const consentField = '_consent'

export function consentPage(
  client: Application,
  user: User,
  permissions: MissingConsent[],
  carried: Iterable<[string, string]>,
  redirectUri: string,
  headers: Answer['headers'],
): Answer {
  return page(
    { title: 'Permissions requested', formTargets: formTargetsOf(redirectUri), headers },
    html`<h1>Permissions requested</h1>
<p>${signInName(user)}</p>
<p><strong>${client.displayName}</strong> would like to:</p>
<ul>
${permissions.map(
  ({ resource, scope }) =>
    html`<li class="plain"><span class="name">${scope.displayName}</span> <span class="more">${resource.displayName}</span></li>
`,
)}</ul>
<form method="post" class="row">
${hiddenInputs(carried)}
<button name="${consentField}" value="decline">Cancel</button>
<button name="${consentField}" value="accept" class="main">Accept</button>
</form>`,
  )
}
