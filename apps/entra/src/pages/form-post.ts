/** The `form_post` response mode: a form that submits itself to the redirect URI (OAuth 2.0 Form Post Response Mode §2). */
import type { Answer } from '../http/answer.ts'
import { hiddenInputs, html } from './html.ts'
import { formTargetsOf, page } from './page.ts'

const submit = 'document.forms[0].submit()'

export function formPostPage(
  redirectUri: string,
  parameters: URLSearchParams,
  headers: Answer['headers'],
): Answer {
  return page(
    { title: 'Working…', formTargets: formTargetsOf(redirectUri), script: submit, headers },
    html`<h1>Signing you in…</h1>
<form method="post" action="${redirectUri}">
${hiddenInputs(parameters)}
<noscript><button class="main">Continue</button></noscript>
</form>`,
  )
}
