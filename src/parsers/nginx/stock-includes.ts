/** Where packages and images keep nginx's configuration. */
const homes = [
  "/etc/nginx/",
  "/usr/local/nginx/conf/",
  "/usr/local/openresty/nginx/conf/",
  "/opt/nginx/conf/",
  "conf/",
  "./",
];

/** Files of the packages of nginx.org, Debian, Red Hat and Alpine, relative to those. */
const files: ReadonlySet<string> = new Set([
  "mime.types",
  "fastcgi.conf",
  "fastcgi_params",
  "uwsgi_params",
  "scgi_params",
  "proxy_params",
  "koi-utf",
  "koi-win",
  "win-utf",
  "modules-enabled/*.conf",
  "modules/*.conf",
  "snippets/fastcgi-php.conf",
  "snippets/snakeoil.conf",
]);

/** Directories that only packages put files into. */
const packaged: ReadonlySet<string> = new Set(["/usr/share/nginx/modules/*.conf"]);

/**
 * Whether an `include` argument names what nginx's packages install and everyone leaves as it is: it may be missing
 * from a linted tree without anything being wrong. `conf.d/*.conf` and the like are not meant: they hold what matters.
 */
export function isStockInclude(pattern: string): boolean {
  if (packaged.has(pattern)) return true;
  const home = homes.find((it) => pattern.startsWith(it)) ?? "";
  return files.has(pattern.slice(home.length));
}
