/** The run cannot be done as asked. The message says what happened, where we looked and what to do; it is shown whole. */
export class UserError extends Error {
  override readonly name = "UserError";
}
