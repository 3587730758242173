import { basename, dirname, extname } from "node:path";

/** Extensions whose files may hold something to lint; the content decides. */
const candidateExtensions = new Set([
  ".yaml",
  ".yml",
  ".json",
  ".conf",
  ".nginx",
  ".vhost",
  ".inc",
  ".include",
  ".template",
  ".tfplan",
  ".plan",
  ".out",
  ".tfstate",
]);

const templateExtensions = new Set([
  ".j2",
  ".jinja",
  ".jinja2",
  ".erb",
  ".tpl",
  ".tmpl",
  ".gotmpl",
  ".mustache",
  ".hbs",
  ".ejs",
]);

/** Directories whose files are named after sites (`api.example.com`), so that the extension says nothing. */
const siteDirectories = new Set([
  "sites-enabled",
  "sites-available",
  "vhosts",
  "vhosts.d",
  "vhost.d",
  "conf.d",
  "conf-enabled",
  "conf-available",
  "snippets",
]);

/** Directories that hold no sources of the project they are in. */
const foreignDirectories = new Set([
  "node_modules",
  ".terraform",
  ".git",
  ".hg",
  ".svn",
  ".terragrunt-cache",
]);

/** Why a directory met while walking is not entered, by its name; undefined when it is. */
export function reasonNotToEnter(name: string): string | undefined {
  return foreignDirectories.has(name) ? `${name} directory` : undefined;
}

/** Why a file met while walking is not opened, by its path; undefined when it is. */
export function reasonNotToOpen(path: string): string | undefined {
  const name = basename(path);
  if (/^\.ingress-lint\.(?:ya?ml|json)$/.test(name)) return "configuration of ingress-lint";
  const extension = extname(name).toLowerCase();
  // A name without an extension says nothing, and copies of nginx.conf end in .default, .bak, .sample and more.
  if (extension === "" || candidateExtensions.has(extension)) return undefined;
  if (templateExtensions.has(extension)) return `template (${extension})`;
  if (extension === ".tf") return "Terraform source, not a plan (.tf)";
  if (/^nginx\.conf\b/i.test(name) || siteDirectories.has(basename(dirname(path)).toLowerCase()))
    return undefined;
  return `not a configuration file (${extension})`;
}
