const placeholder =
  /\$\{?[A-Z][A-Z0-9_]*\}?|\$\(|\{\{|\{%|<%|%\{|%[A-Z][A-Z0-9_]*%|@[A-Z][A-Z0-9_]*@|__[A-Z][A-Z0-9_]*__|<[A-Za-z][\w -]*>|<<[^<]|[^>]>>/;

/**
 * Whether a word holds what envsubst, a template engine or an installer puts a value into (`${BODY_SIZE}`, `{{ size }}`, `@SIZE@`, `<size>`):
 * nginx gets another word than this one. Names of nginx's own variables have no capital letters.
 */
export function holdsPlaceholder(word: string): boolean {
  return placeholder.test(word);
}
