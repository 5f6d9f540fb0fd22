/** Tells what is written as a UUID. */

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

/** Whether the text is a UUID of any version, upper or lower case, with dashes and without braces (RFC 9562 §4). */
export function isUuid(text: string): boolean {
  return uuid.test(text)
}
