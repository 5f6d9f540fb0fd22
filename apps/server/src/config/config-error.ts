/** Everything that is wrong with a configuration, as one error. */

export interface ConfigMistake {
  readonly setting: string
  /** What is wrong and what to do, without the value of a secret. */
  readonly message: string
}

/** Exit code of a process whose configuration is wrong (EX_CONFIG of sysexits.h). */
export const configExitCode = 78

export class ConfigError extends Error {
  override readonly name = 'ConfigError'
  readonly mistakes: readonly ConfigMistake[]
  /** @param asides - what else may be the reason, such as names that nothing reads */
  constructor(mistakes: readonly ConfigMistake[], asides: readonly string[] = []) {
    const lines = [...mistakes.map(({ setting, message }) => `${setting}: ${message}`), ...asides].map(
      (line) => `- ${line}`,
    )
    super(`The configuration does not work. Correct this and start again:\n${lines.join('\n')}`)
    this.mistakes = mistakes
  }
}
