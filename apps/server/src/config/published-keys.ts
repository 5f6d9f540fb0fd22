/** Keys that stand in OpenMetadata's published set-ups: whoever uses one has no secret. */
export const publishedFernetKey = 'jJ/9sz0g0OHxsfxOoSfdFdmk3ysNmPRnH3TUAbz3IHA='
