/** The page that has a person confirm that the app on the device is the one they mean. */
import type { Application } from '../directory/model.ts'
import type { Answer } from '../http/answer.ts'
import { hiddenInputs, html } from './html.ts'
import { formTargetsOf, page } from './page.ts'

/** Name of the form field that says that it was confirmed. */
export const confirmedField = '_confirmed'

export function confirmationPage(
  client: Application,
  carried: Iterable<[string, string]>,
  redirectUri: string,
  headers: Answer['headers'],
): Answer {
  return page(
    { title: 'Confirm the app', formTargets: formTargetsOf(redirectUri), headers },
    html`<h1>Are you trying to sign in to ${client.displayName}?</h1>
<p>Only continue if you downloaded the app from a store or website that you trust.</p>
<form method="post" class="row">
${hiddenInputs(carried)}
<button name="${confirmedField}" value="yes" class="main">Continue</button>
</form>`,
  )
}
