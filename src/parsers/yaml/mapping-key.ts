import type { YamlError } from "./document.ts";
import type { Node } from "./node.ts";
import { readYamlTree } from "./yaml-tree.ts";

/** The key that js-yaml makes of a mapping. */
const NO_TEXT = "[object Object]";

/**
 * Reports `key: {{ value }}`, the placeholder of a template that nobody rendered: YAML reads it as a mapping whose key is
 * a mapping, js-yaml accepts that, kubectl does not ("invalid map key"). Undefined when there is none.
 */
export function mappingKeyProblem(text: string, value: unknown): YamlError | undefined {
  if (!text.includes("{{") || !hasMappingKey(value, new Set())) return undefined;
  const offset = findMappingKey(readYamlTree(text));
  if (offset === undefined) return undefined;
  return { message: "a mapping stands in place of a key, as an unquoted '{{ }}' of a template does", offset };
}

function hasMappingKey(value: unknown, seen: Set<object>): boolean {
  if (typeof value !== "object" || value === null || seen.has(value)) return false;
  seen.add(value);
  return Object.hasOwn(value, NO_TEXT) || Object.values(value).some((it) => hasMappingKey(it, seen));
}

function findMappingKey(node: Node): number | undefined {
  for (const { keyNode, value } of node.entries) {
    const found = keyNode.kind === "mapping" ? keyNode.start : findMappingKey(value);
    if (found !== undefined) return found;
  }
  for (const item of [...node.items, ...node.merged]) {
    const found = findMappingKey(item);
    if (found !== undefined) return found;
  }
  return undefined;
}
