/** An Airflow DAG that runs `metadata` as a program: nothing of ours is installed into Airflow's own Python. */
import type { ScheduledJob } from './scheduled-job.ts'

/** A Python literal; JSON's texts are Python's too. */
const text = (value: string) => JSON.stringify(value)

export function airflowDag(job: ScheduledJob): string {
  const { name, verb, cron, timeZone, retries, retryDelaySeconds, timeoutSeconds, variables } = job
  const id = `waymark_${name.replaceAll('-', '_')}`
  const needs =
    variables.length === 0
      ? ''
      : `\nThe environment of the workers has to have ${variables.join(', ')}, for instance from a secrets backend.\n`
  return `"""Ingests ${name} into Waymark.

Put this file and ${name}.yaml into the DAG folder. The workers need the program 'metadata' on their PATH, or its path in
the variable WAYMARK_METADATA.
${needs}"""
import os
from datetime import timedelta
from pathlib import Path

import pendulum
from airflow import DAG

try:
    from airflow.providers.standard.operators.bash import BashOperator
except ImportError:  # Airflow 2
    from airflow.operators.bash import BashOperator

WORKFLOW = Path(__file__).with_name(${text(`${name}.yaml`)})

with DAG(
    dag_id=${text(id)},
    schedule=${text(cron)},
    start_date=pendulum.datetime(2026, 1, 1, tz=${text(timeZone)}),
    catchup=False,
    max_active_runs=1,
    dagrun_timeout=timedelta(seconds=${timeoutSeconds}),
    default_args={"retries": ${retries}, "retry_delay": timedelta(seconds=${retryDelaySeconds})},
    tags=["waymark"],
) as dag:
    BashOperator(
        task_id="ingest",
        bash_command='exec "$WAYMARK_METADATA" ${verb} -c "$WAYMARK_WORKFLOW" --no-progress',
        env={
            "WAYMARK_METADATA": os.environ.get("WAYMARK_METADATA", "metadata"),
            "WAYMARK_WORKFLOW": str(WORKFLOW),
        },
        append_env=True,
        execution_timeout=timedelta(seconds=${timeoutSeconds}),
    )
`
}
