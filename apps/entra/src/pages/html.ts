/** HTML with escaping by default: interpolated values are text unless they are already HTML. */

/** Markup that is safe to send. */
export interface Html {
  readonly markup: string
}

type Value = string | number | Html | Html[] | undefined

/** A template tag: ``html`<p>${name}</p>` `` escapes `name`; undefined leaves nothing. */
export function html(strings: TemplateStringsArray, ...values: Value[]): Html {
  return {
    markup: strings
      .map((text, index) => text + (index < values.length ? render(values[index]) : ''))
      .join(''),
  }
}

/** Text written by us that must not be escaped, such as a style sheet. */
export const trusted = (markup: string): Html => ({ markup })

function render(value: Value): string {
  if (value === undefined) return ''
  if (Array.isArray(value)) return value.map((each) => each.markup).join('')
  if (typeof value === 'object') return value.markup
  return String(value)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;')
}

/** Hidden inputs that carry a request's parameters over to the next one. */
export const hiddenInputs = (fields: Iterable<[string, string]>): Html[] =>
  [...fields].map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`)
