/** Takes out of a text what must not end up in a ticket: tokens, secrets, people. */

const jwt = /\beyJ[\w-]{8,}\.[\w-]+\.[\w-]*/g
const email = /[\w.+#-]+@[\w-]+(\.[\w-]+)+/g

/** @param secrets - texts that are secret whatever they look like */
export function redact(text: string, secrets: readonly (string | undefined)[] = []): string {
  let clean = text
  for (const secret of secrets) if (secret) clean = clean.replaceAll(secret, '<secret>')
  return clean.replace(jwt, '<token>').replace(email, '<e-mail>')
}
