/** The one spelling of ids that are compared as text: Entra's tenants, objects and applications, and our own tokens. */

const guid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/

/** Whether the text is a GUID as Entra writes it: lower case, with dashes, without braces. */
export function isGuid(text: string): boolean {
  return guid.test(text)
}
