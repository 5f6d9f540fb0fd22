/** What the API asks of whoever runs saved ingestions; the server plugs the scheduler in. */

/** What the filters of a service would take of what its source has. */
export interface FilterPreview {
  readonly data: readonly {
    readonly type: string
    readonly name: string
    readonly taken: boolean
    /** Why it is not taken. */
    readonly reason?: string
  }[]
  /** The source has more than what is listed. */
  readonly truncated: boolean
}

export interface IngestionRunner {
  /**
   * Queues a run. Answers its id; that of the one which waits already, where there is one.
   * @param leave - `allowMassDelete`: what is gone from the source may go however much it is
   */
  trigger(
    pipelineId: string,
    askedBy: string,
    leave?: { readonly allowMassDelete: boolean },
  ): Promise<{ readonly runId: string }>
  /** Makes the schedule of a pipeline known to the workers. @throws `body-invalid`, `parameter-invalid` for what cannot be run */
  deploy(pipelineId: string): Promise<void>
  /** Ends the runs of a pipeline. Answers how many there were. */
  kill(pipelineId: string): Promise<number>
  /** When a pipeline is due next (milliseconds since 1970), and what became of the last time; undefined without a schedule. */
  nextRun(
    pipelineId: string,
  ): Promise<{ readonly dueMs: number | undefined; readonly remark: string | undefined } | undefined>
  /**
   * Has a worker look at a source.
   * @param request - `serviceType` is the entity type of the service, `service` its fully qualified name
   * @throws `source-unreadable`, `worker-silent`
   */
  preview(request: {
    readonly serviceType: string
    readonly service: string
    readonly serviceId: string
    readonly sourceConfig: object
    readonly askedBy: string
  }): Promise<FilterPreview>
}
