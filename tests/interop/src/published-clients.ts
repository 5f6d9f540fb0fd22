/** The published Python packages that people point at a catalog, with the pins that make them install. */
import type { PythonEnvironment } from './python-client.ts'

/** The last release line whose bots sign in with Azure. Needs an old setuptools to build, and old NumPy and sqlparse to run. */
export const client013: PythonEnvironment = {
  versions: ['3.10', '3.9'],
  installs: [
    ['setuptools<66', 'wheel'],
    ['openmetadata-ingestion[postgres]==0.13.3.0', 'numpy==1.22.4', 'sqlparse==0.4.3', 'msal==1.39.0'],
  ],
}

/** The current release line; it takes nothing but a JWT. */
export const client113: PythonEnvironment = {
  versions: ['3.11', '3.10'],
  installs: [['openmetadata-ingestion[postgres]==1.13.4.1', 'dbt-core<1.10']],
}

/** Microsoft's own library for Python, alone. */
export const msalPython: PythonEnvironment = {
  versions: ['3.11', '3.12', '3.13', '3.10', '3.9'],
  installs: [['msal==1.39.0']],
}

/** The client that OpenLineage's integrations send their events with. */
export const openLineagePython: PythonEnvironment = {
  versions: ['3.11', '3.12', '3.13', '3.10'],
  installs: [['openlineage-python==1.54.0']],
}

/**
 * dbt with the warehouse that needs no server. Its newest release asks for a parser of its own that is built from a download
 * outside of PyPI and that no command here uses: the release before brings everything else, and the newest then stands alone.
 */
export const dbtPython: PythonEnvironment = {
  versions: ['3.11', '3.12', '3.10'],
  installs: [
    ['dbt-core==1.11.16', 'dbt-duckdb==1.11.1', 'dbt-adapters==1.24.5', 'dbt-protos==1.0.615', 'duckdb<1.6'],
    ['metricflow==0.213.0', 'python-dotenv', 'click>=8.3'],
    ['--no-deps', 'dbt-core==1.12.6'],
  ],
}

/** A fuzzer of HTTP APIs that makes its requests from their OpenAPI document. */
export const schemathesisPython: PythonEnvironment = {
  versions: ['3.11', '3.12', '3.13', '3.10'],
  installs: [['schemathesis==4.32.5']],
}
