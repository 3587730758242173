/** The user named something that is not there: the run is not begun. The message is for them, whole. */
export class InputError extends Error {
  override readonly name = "InputError";
}
