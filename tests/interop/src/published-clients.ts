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
