/** What identity needs from its surroundings and gets as parameters. */

/** Where identity writes its lines. Fields never hold a token, a secret, or a claim value beyond ids. */
export interface IdentityLog {
  info(message: string, fields?: Readonly<Record<string, unknown>>): void
  warn(message: string, fields?: Readonly<Record<string, unknown>>): void
}

/** Encrypts what must not stand in the database in clear. */
export interface Sealer {
  /** `context` is bound to the ciphertext: opening with another one fails. */
  seal(plain: string, context: string): string | Promise<string>
  /** @throws when the ciphertext, the key or the context is not the one it was sealed with */
  open(sealed: string, context: string): string | Promise<string>
}

/** Milliseconds since 1970. */
export type Clock = () => number

/** Cryptographically strong random bytes. */
export type RandomBytes = (length: number) => Uint8Array

/** The global `fetch`; the composition passes one that knows the proxy and the additional certificate authorities. */
export type Fetch = (url: string, init: RequestInit) => Promise<Response>

/** The few members of `pg.Pool` that identity needs; the composition passes the pool. */
export interface Queryable {
  query<Row extends object>(
    text: string,
    values?: readonly unknown[],
  ): Promise<{ readonly rows: Row[]; readonly rowCount: number | null }>
}
