/** What is wrong with a workflow file: every finding with its place, and the error that carries all of them. */

export interface WorkflowProblem {
  readonly severity: 'error' | 'warning'
  /** 1-based; both 1 when the file as a whole is meant. */
  readonly line: number
  readonly column: number
  /** Dotted path of the key, e.g. `source.serviceConnection.config.hostPort`; empty for the file. */
  readonly key: string
  /** A sentence: what was expected and what to write. Values that may be secret are never repeated. */
  readonly message: string
}

/** `prod-pg.yaml:12:5  source.serviceNam: not a known key.` */
export function formatProblem(fileName: string, problem: WorkflowProblem): string {
  const key = problem.key === '' ? '' : `${problem.key}: `
  return `${fileName}:${problem.line}:${problem.column}  ${key}${problem.message}`
}

/** The file cannot be used (exit code 78). `problems` are in the order of the file, warnings included. */
export class WorkflowFileError extends Error {
  readonly fileName: string
  readonly problems: readonly WorkflowProblem[]
  /** The whole text put right, when that is certain (lost indentation). */
  readonly repaired: string | undefined
  constructor(fileName: string, problems: readonly WorkflowProblem[], repaired?: string) {
    super(problems.map((problem) => formatProblem(fileName, problem)).join('\n'))
    this.name = 'WorkflowFileError'
    this.fileName = fileName
    this.problems = problems
    this.repaired = repaired
  }
}
