/** The frame of every page: title, look, and a policy that lets the browser load and run nothing else. */
import { createHash } from 'node:crypto'
import { type Answer, notCached } from '../http/answer.ts'
import { type Html, html, trusted } from './html.ts'

const style = `
:root{color-scheme:light dark;--ground:#f3f4f8;--sheet:#fff;--ink:#1b1f2a;--soft:#5a6272;--line:#d5d9e2;--hover:#eef2fb;--accent:#0b5cad}
@media (prefers-color-scheme:dark){:root{--ground:#12151c;--sheet:#1c212b;--ink:#eceff5;--soft:#a3adbd;--line:#39414f;--hover:#262d3a;--accent:#7db8f5}}
*{box-sizing:border-box}
body{margin:0;min-height:100vh;display:grid;place-items:center;padding:1.5rem;background:var(--ground);color:var(--ink);font:1rem/1.5 system-ui,sans-serif}
main{width:100%;max-width:28rem;background:var(--sheet);border:1px solid var(--line);border-radius:.75rem;padding:2rem;box-shadow:0 .5rem 2rem #0002}
h1{font-size:1.35rem;line-height:1.3;margin:0 0 .25rem}
p{margin:.25rem 0 1rem;color:var(--soft);overflow-wrap:anywhere}
ul{list-style:none;margin:1rem 0;padding:0;border-top:1px solid var(--line)}
li{border-bottom:1px solid var(--line)}
li.plain{padding:.6rem .75rem}
button{font:inherit;color:inherit;cursor:pointer;border:1px solid var(--line);border-radius:.4rem;background:var(--sheet);padding:.5rem 1rem}
li button{display:grid;grid-template-columns:2.5rem 1fr;gap:0 .75rem;align-items:center;width:100%;text-align:start;border:0;border-radius:0;padding:.6rem .75rem}
button:hover{background:var(--hover)}
button:focus-visible,a:focus-visible{outline:3px solid var(--accent);outline-offset:2px}
input{font:inherit;color:inherit;background:var(--ground);border:1px solid var(--line);border-radius:.4rem;padding:.4rem .6rem}
input:focus-visible{outline:3px solid var(--accent)}
button.main{background:var(--accent);border-color:var(--accent);color:var(--sheet)}
.initials{display:grid;place-items:center;width:2.5rem;height:2.5rem;border-radius:50%;background:var(--hover);color:var(--accent);font-weight:600}
.name{display:block;font-weight:600}
.more{display:block;font-size:.875rem;color:var(--soft);overflow-wrap:anywhere}
.row{display:flex;gap:.75rem;justify-content:flex-end}
footer{margin-top:1.5rem;font-size:.8125rem;color:var(--soft)}
a{color:var(--accent)}
dl{display:grid;grid-template-columns:auto 1fr;gap:.25rem 1rem;font-size:.875rem;margin:1rem 0 0}
main.wide{max-width:64rem}
h2{font-size:1.1rem;margin:2rem 0 .5rem}
table{width:100%;border-collapse:collapse;font-size:.875rem}
caption{text-align:start;color:var(--soft);padding-bottom:.25rem}
th,td{text-align:start;vertical-align:top;padding:.4rem .6rem;border-bottom:1px solid var(--line);overflow-wrap:anywhere}
select{font:inherit;color:inherit;background:var(--ground);border:1px solid var(--line);border-radius:.4rem;padding:.4rem .6rem;max-width:100%}
select:focus-visible{outline:3px solid var(--accent)}
.scroll{overflow-x:auto}
dt{color:var(--soft)}dd{margin:0;overflow-wrap:anywhere}
`

const hashOf = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`

interface PageOptions {
  title: string
  status?: number
  /** What forms on the page may lead to, beside ourselves; also by redirect. */
  formTargets?: string[]
  /** For tables, not for one question. */
  wide?: boolean
  /** Addresses of other sites that are loaded unseen. */
  frames?: string[]
  /** The one script a page runs. */
  script?: string
  headers?: Answer['headers']
}

/** A whole page. */
export function page(
  { title, status = 200, formTargets = [], wide = false, frames = [], script, headers }: PageOptions,
  body: Html,
): Answer {
  const policy = [
    "default-src 'none'",
    `style-src ${hashOf(style)}`,
    ...(script ? [`script-src ${hashOf(script)}`] : []),
    `form-action ${["'self'", ...formTargets].join(' ')}`,
    ...(frames.length > 0 ? [`frame-src ${frames.map((frame) => new URL(frame).origin).join(' ')}`] : []),
    "frame-ancestors 'none'",
    "base-uri 'none'",
  ].join('; ')
  const { markup } = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<style>${trusted(style)}</style>
</head>
<body>
<main${wide ? html` class="wide"` : undefined}>
${body}
<footer>Offline Entra ID emulator, for tests and demos: no password is asked, and nothing leaves this machine.</footer>
</main>
${frames.map(
  (frame) => html`<iframe hidden title="Signing out" src="${frame}"></iframe>
`,
)}${script ? html`<script>${trusted(script)}</script>` : undefined}
</body>
</html>
`
  return {
    status,
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': policy,
      'referrer-policy': 'same-origin',
      ...notCached,
      ...headers,
    },
    body: markup,
  }
}

/** Form targets for an answer that goes to a redirect URI; for loopback ones any port, since apps redirect on. */
export function formTargetsOf(redirectUri: string): string[] {
  const url = new URL(redirectUri)
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return [url.protocol]
  const loopback = url.hostname === 'localhost' || url.hostname === '127.0.0.1'
  return loopback ? [url.origin, 'http://localhost:*', 'http://127.0.0.1:*'] : [url.origin]
}
