/** The reference page of everything the API answers when something is wrong. */
import { problemTable } from '@waymark/spec'

const head = `# Problems

Every error answer is one JSON object:

| member | meaning |
| --- | --- |
| \`code\` | the HTTP status, as an integer; OpenMetadata's clients read it |
| \`message\`, \`detail\` | what is wrong and what to do, in a sentence |
| \`errorCode\` | the name in the table below; it never changes its meaning |
| \`type\` | \`urn:waymark:problem:\` and that name (RFC 9457) |
| \`title\`, \`status\` | the name in words, and the HTTP status again (RFC 9457) |
| \`requestId\`, \`instance\` | names this request in the server's log; also in the header \`X-Request-Id\` |

A 401 carries \`WWW-Authenticate\`, a 429 and a 503 carry \`Retry-After\` in seconds. No answer holds a stack trace, SQL, a token
or a secret.

| \`errorCode\` | status | title |
| --- | --- | --- |
`

/** Written by `npm run gen` to docs/reference/problems.md. */
export function problemsPage(): string {
  return (
    head +
    problemTable()
      .map(({ code, status, title }) => `| \`${code}\` | ${status} | ${title} |\n`)
      .join('')
  )
}
