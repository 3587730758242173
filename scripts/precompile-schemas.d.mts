/** Path of the generated validator. */
export const target: string;

/** Source of an ES module whose default export validates a value against the schema and needs nothing at run time. */
export function compileValidator(schema: object): string;
