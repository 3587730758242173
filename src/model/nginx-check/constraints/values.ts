import type { Directive } from "../../../parsers/nginx/directive.ts";
import type { DirectiveFlaw } from "../flaw.ts";
import { flawAt, type Theme } from "./view.ts";

/** What each of its words has to be is judged with the other values; this is about a word that is missing. */
function* checkFileCache(directive: Directive): Generator<DirectiveFlaw> {
  const values = directive.args.map((it) => it.value);
  if (values.length === 0 || values.some((it) => it === "off" || it.startsWith("max="))) return;
  const reason = '"open_file_cache" must have the "max" parameter';
  yield flawAt(directive, "open-file-cache", reason, "Add 'max=N', the number of files to keep.");
}

function* checkSearchString(directive: Directive): Generator<DirectiveFlaw> {
  const search = directive.args[0];
  if (search === undefined || search.value !== "") return;
  yield flawAt(search, "sub-filter", "empty search pattern", "Write the text to search for.");
}

/** Types that a list holds from the start, so that naming them again is a duplicate. */
const builtInType: Readonly<Record<string, string>> = {
  gzip_types: "text/html",
  ssi_types: "text/html",
  sub_filter_types: "text/html",
  addition_types: "text/html",
  charset_types: "text/html",
  xslt_types: "text/xml",
};

function* checkTypes(directive: Directive): Generator<DirectiveFlaw> {
  if (directive.args.some((it) => it.value === "*")) return;
  const builtIn = builtInType[directive.name]!;
  const seen = new Set([builtIn]);
  for (const argument of directive.args) {
    // nginx keeps types in lower case, but compares them as written with those.
    const type = argument.value;
    if (!seen.has(type)) {
      seen.add(type.toLowerCase());
      continue;
    }
    yield flawAt(argument, "duplicate-type", `duplicate MIME type "${type}"`, `Remove '${type}'.`, {
      severity: "warning",
      ...(type === builtIn
        ? { explanation: `'${builtIn}' is always in the list of '${directive.name}'` }
        : {}),
    });
  }
}

function* checkServerName(directive: Directive): Generator<DirectiveFlaw> {
  for (const argument of directive.args) {
    const name = argument.value;
    if (/^\*(?!\..)|^\.$/s.test(name)) {
      const help = "Write a whole name, '*.example.com' or '.example.com'; '_' for any.";
      yield flawAt(argument, "server-name", `server name "${name}" is invalid`, help);
      return;
    }
    if (!name.includes("/") || name.startsWith("~")) continue;
    yield flawAt(
      argument,
      "server-name-symbols",
      `server name "${name}" has suspicious symbols`,
      "Write the host's name alone, without scheme and path.",
      { severity: "warning", explanation: "No request has such a host" },
    );
  }
}

/** Values of single directives that nginx bounds beyond their type. */
export const valueTheme: Theme = {
  http: {
    ...Object.fromEntries(Object.keys(builtInType).map((it) => [it, checkTypes])),
    open_file_cache: checkFileCache,
    server_name: checkServerName,
    sub_filter: checkSearchString,
  },
};
