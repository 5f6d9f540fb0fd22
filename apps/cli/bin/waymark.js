#!/usr/bin/env -S node --
/** The command `waymark`. The dashes keep Node.js from taking our --env-file for its own. */
import { launch } from './launch.js'

await launch(new URL('../src/waymark.ts', import.meta.url))
