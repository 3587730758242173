/** Exit status when the run could not be done as asked. */
export const FAILED = 2;
