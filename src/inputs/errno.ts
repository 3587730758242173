/** What Node throws when the system refuses a file operation. */
interface SystemError {
  readonly code: string;
  readonly errno: number;
  readonly message: string;
}

/** Whether an error is the system's refusal of a file operation, and so about the file and not about us. */
export function isSystemError(error: unknown): error is SystemError {
  return typeof error === "object" && error !== null && "errno" in error && "code" in error;
}

/**
 * The system's words for a failed file operation (`permission denied`), or the error's own message. Node puts them
 * between the code and the call: `EACCES: permission denied, open '/etc/shadow'`. (Asking `node:util` for them would cost
 * every start more than 10 ms.)
 */
export function errnoWords(error: unknown): string {
  const words = isSystemError(error) ? /^[A-Z0-9]+: ([^,]+),/.exec(error.message)?.[1] : undefined;
  return words ?? (error as { message?: string }).message ?? String(error);
}

/** Whether a failed file operation failed for one of these reasons (`ENOENT`). */
export function hasErrno(error: unknown, ...codes: readonly string[]): boolean {
  return isSystemError(error) && codes.includes(error.code);
}
