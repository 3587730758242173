import { createHash } from "node:crypto";

/**
 * What makes findings of two runs the same one: rule, logical location, offending key. Line numbers and messages are left out, so that edits
 * above it and better wording keep it. Several findings that agree in all of this are told apart by their order.
 */
export class Fingerprints {
  readonly #seen = new Map<string, number>();

  /** 32 hexadecimal digits. `location` is the resource, or the path for files that hold none. */
  of(ruleId: string, location: string, attribute: string, key: string): string {
    const identity = [ruleId, location, attribute, key].join("\0");
    const count = (this.#seen.get(identity) ?? 0) + 1;
    this.#seen.set(identity, count);
    return createHash("sha256")
      .update(count === 1 ? identity : `${identity}\0${count}`)
      .digest("hex")
      .slice(0, 32);
  }
}
