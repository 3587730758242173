import { defineRule } from "../../../src/engine/rule.ts";
import { syntaxErrors } from "../../../src/model/nginx-check/syntax-errors.ts";

export default defineRule({
  id: "nginx-syntax",
  subject: "project",
  severity: "error",
  preset: "recommended",
  summary: "A text does not follow the syntax of nginx's configuration files.",
  why: "The whole configuration is refused: nginx does not start, and a running one keeps its old configuration at every reload.",
  references: [
    "https://nginx.org/en/docs/beginners_guide.html#conf_structure",
    "https://github.com/nginx/nginx/blob/release-1.22.1/src/core/ngx_conf_file.c",
  ],
  lessons: [47],

  *check(project) {
    for (const { reason, origin } of syntaxErrors(project)) {
      yield {
        at: origin,
        message: `nginx refuses this: ${reason}.`,
        help: helpFor(reason),
        key: reason,
      };
    }
  },
});

/** What is most often behind a reason; the reasons are those of `ngx_conf_read_token` and `ngx_conf_parse`. */
function helpFor(reason: string): string {
  if (reason === 'unexpected "}"')
    return "End the directive before it with ';', or remove the brace if no block is open here.";
  if (reason === 'unexpected ";"') return "Remove the ';': there is no directive before it.";
  if (reason === 'unexpected "{"')
    return "Put a word that holds '{' in quotes, or write the name of the block before the brace.";
  if (reason.endsWith('expecting "}"')) return "Close every block with '}' before the text ends.";
  if (reason.endsWith('expecting ";" or "}"'))
    return "End the last directive with ';', and close quotes that are open.";
  if (reason.startsWith("too long")) return "Close the quote that is open before this, or shorten the word.";
  if (reason.startsWith("unknown directive"))
    return reason.includes("}")
      ? "Put the whole word before this in quotes: a bare '{' ends it and opens a block."
      : "Save the file as UTF-8 without a byte order mark.";
  if (/^unexpected "."$/u.test(reason))
    return "Put a blank or ';' after the closing quote, or quote the whole word; write '\\\"' for a quote inside.";
  return "Correct the text here: nginx stops at this place.";
}
