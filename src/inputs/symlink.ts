import { realpathSync } from "node:fs";
import { dirname } from "node:path";
import { hasErrno } from "./errno.ts";
import { isInside } from "./paths.ts";

/**
 * Why a symbolic link met while walking is not followed. None is: what it leads to inside the given paths is met
 * there, and outside them nothing is read. `roots` are real paths.
 */
export function reasonNotToFollow(path: string, roots: readonly string[]): string {
  let target: string;
  try {
    target = realpathSync(path);
  } catch (error) {
    if (hasErrno(error, "ELOOP")) return "symbolic link loop";
    return hasErrno(error, "ENOENT", "ENOTDIR")
      ? "symbolic link to nothing"
      : "symbolic link that cannot be followed";
  }
  if (!roots.some((root) => isInside(target, root))) return "symbolic link out of the given paths";
  return isInside(realpathSync(dirname(path)), target)
    ? "symbolic link loop"
    : "symbolic link to what is read elsewhere";
}
