/** What the pages say of a call that the server answered without words, or not at all, in English. */

export const callTexts = {
  answeredWithStatus: (status: number) => `The server answered with status ${status}.`,
  tooLate: 'The server did not answer in time.',
  unreachable: 'The server cannot be reached. Check the connection and try again.',
} as const
