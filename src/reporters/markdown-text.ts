import { sanitise } from "./sanitise.ts";

const LONGEST_CELL = 400;

/** Text of a list item; a sign at its start would begin another list. */
export function item(text: string): string {
  return cell(text.replace(/\s+/g, " ")).replace(/^[+-]/, (it) => `&#${it.charCodeAt(0)};`);
}

/** Text from files on one line of Markdown, at most 400 characters before they are escaped. */
export function cell(text: string): string {
  const clean = [...sanitise(text)];
  const short =
    clean.length > LONGEST_CELL ? `${clean.slice(0, LONGEST_CELL - 1).join("")}…` : clean.join("");
  return escapeMarkdown(short);
}

/**
 * Text that Markdown shows as it is: everything with a meaning in GitHub's Markdown or in HTML becomes a character
 * reference, which has none (CommonMark §2.5), including what would turn into links and mentions by itself.
 */
export function escapeMarkdown(text: string): string {
  return text
    .replace(/[&<>`*_[\]#|~\\$@]/g, (it) => `&#${it.charCodeAt(0)};`)
    .replace(/:\/\//g, "&#58;//")
    .replace(/www\./gi, (it) => it.replace(".", "&#46;"));
}

/** An address for the round brackets of a link, in a table or elsewhere. */
export function linkTarget(uri: string): string {
  return uri.replace(/[()|<>\s]/g, encodeURIComponent);
}
