import type { Result } from "../engine/finding.ts";
import type { FoundAnnotation, FoundComment } from "../engine/suppress.ts";
import { SUPPRESSION_WORD } from "../engine/suppression-comment.ts";
import type { NginxConfig } from "../model/nginx-config.ts";
import type { Project } from "../model/project.ts";
import { hclComments } from "../parsers/hcl/comments.ts";
import { yamlComments } from "../parsers/yaml/comments.ts";
import type { SourceFile } from "../text/source-file.ts";
import type { InputFile } from "./input-file.ts";

/**
 * Comments in which `ingress-lint-` stands: in YAML files, in nginx files and the nginx configuration of ConfigMaps and snippets, in sysctl files, and in the `.tf` files that results point
 * at. Only the languages' own comments: text in strings and scripts is none.
 */
export function suppressionComments(
  inputs: readonly InputFile[],
  configs: readonly NginxConfig[],
  results: readonly Result[],
): readonly FoundComment[] {
  const found: FoundComment[] = [];
  for (const { file, kind, isContext } of inputs) {
    if (isContext === true || (kind !== "yaml" && kind !== "sysctl")) continue;
    if (!file.text.includes(SUPPRESSION_WORD)) continue;
    if (kind === "yaml")
      for (const span of yamlComments(file.text, SUPPRESSION_WORD)) found.push({ file, span });
    else
      for (const { index, 0: line } of file.text.matchAll(/^[ \t]*[#;][^\r\n]*/gm))
        if (line.includes(SUPPRESSION_WORD))
          found.push({ file, span: { start: index + line.search(/[#;]/), end: index + line.length } });
  }
  for (const { trees } of configs)
    for (const { source, comments } of trees) {
      if (!source.text.includes(SUPPRESSION_WORD)) continue;
      for (const { text, origin } of comments) {
        if (!text.includes(SUPPRESSION_WORD)) continue;
        const { file, span } = origin.place();
        found.push({ file, span });
      }
    }
  const sources = new Map<string, SourceFile>();
  for (const { at } of results) if (at.path.endsWith(".tf")) sources.set(at.path, at.file);
  for (const file of sources.values())
    for (const span of hclComments(file.text, SUPPRESSION_WORD)) found.push({ file, span });
  return found;
}

/** The annotation that holds findings of a resource back; it survives where comments are lost, in rendered manifests and plans. */
const IGNORE = "ingress-lint.dev/ignore";

/** Its values in a project; those that a plan does not know yet, or marks as sensitive, say nothing. */
export function ignoreAnnotations(project: Project): readonly FoundAnnotation[] {
  return project.manifests.flatMap((manifest) => {
    const { annotations } = manifest;
    const value = annotations[IGNORE];
    if (typeof value !== "string" || manifest.isUnknown(annotations, IGNORE)) return [];
    if (manifest.source.isSensitive(annotations, IGNORE)) return [];
    const { file, span, resource } = manifest.locate(annotations, IGNORE).place();
    return resource === undefined ? [] : [{ file, span, value, resource }];
  });
}
