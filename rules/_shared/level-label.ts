import type { Scope } from "../../src/model/nginx-scope.ts";
import { quote } from "../../src/text/quote.ts";

/** A level for messages: `server 'api.example.com'`, `location '/upload'`. */
export function labelOfLevel(scope: Scope): string {
  const words = scope.block?.args.map((it) => it.value) ?? [];
  if (scope.context === "location")
    return words.length === 0 ? "these settings" : `location ${quote(words.join(" "))}`;
  if (scope.context === "if-in-location" && scope.parent !== undefined)
    return `an 'if' in ${labelOfLevel(scope.parent)}`;
  if (scope.context !== "server") return "every server here";
  const name = scope.own("server_name")[0]?.args[0]?.value;
  return name === undefined ? "a server" : `server ${quote(name)}`;
}
