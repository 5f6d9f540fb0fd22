/** Makes a passphrase that nobody can guess and anybody can copy from paper. */

/** 32 signs, so that five bits choose one evenly; none looks like another. */
const signs = 'abcdefghijkmnpqrstuvwxyz23456789'
const [groups, groupLength] = [5, 4]

/**
 * Five groups of four signs: a hundred bits.
 * @param randomBytes - as many bytes as it is asked for, from a cryptographic source
 */
export function makePassphrase(randomBytes: (count: number) => Uint8Array): string {
  const text = Array.from(randomBytes(groups * groupLength), (byte) => signs[byte % signs.length]).join('')
  return text.match(new RegExp(`.{${groupLength}}`, 'g'))?.join('-') ?? text
}
