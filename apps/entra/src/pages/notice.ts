/** Pages without a question: what went wrong, or that something is done. */
import type { EntraProblem, RequestTrace } from '../entra-problem.ts'
import type { Answer } from '../http/answer.ts'
import { html } from './html.ts'
import { page } from './page.ts'

/** A refusal that is not sent to the application. */
export function problemPage(problem: EntraProblem, trace: RequestTrace): Answer {
  return page(
    { title: 'Sign-in problem', status: problem.row.status === 503 ? 503 : 400 },
    html`<h1>Sorry, but we’re having trouble signing you in.</h1>
<p role="alert">AADSTS${problem.shownCode}: ${problem.message}</p>
<dl><dt>Request Id</dt><dd>${trace.traceId}</dd>
<dt>Correlation Id</dt><dd>${trace.correlationId}</dd>
<dt>Timestamp</dt><dd>${trace.timestamp}</dd></dl>`,
  )
}

/** Where a person types the code that a device shows. */
export const deviceCodeForm = (): Answer =>
  page(
    { title: 'Enter code' },
    html`<h1>Enter code</h1>
<p>Enter the code that your app or device shows, to sign in there.</p>
<form>
<p><label>Code <input name="user_code" required autocomplete="off" autocapitalize="characters" maxlength="9"></label></p>
<div class="row"><button class="main">Next</button></div>
</form>`,
  )

/** A short message. */
export function noticePage(
  title: string,
  text: string,
  status = 200,
  headers: Answer['headers'] = {},
): Answer {
  return page({ title, status, headers }, html`<h1>${title}</h1><p>${text}</p>`)
}
