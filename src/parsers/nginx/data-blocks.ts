/**
 * Blocks whose lines nginx hands to a handler of their own: a `{` in them is refused by the parser itself
 * (`ngx_conf_parse`, `cf->handler`), and any word may begin a line.
 */
export const dataBlocks: ReadonlySet<string> = new Set([
  "types",
  "map",
  "geo",
  "split_clients",
  "charset_map",
]);
