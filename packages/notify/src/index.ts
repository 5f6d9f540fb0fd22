/** Delivers change events to those who asked for them. */
export {}
