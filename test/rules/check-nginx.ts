import rule from "../../rules/buffers/proxy-buffer-symmetry/rule.ts";
import type { Finding } from "../../src/engine/finding.ts";
import type { NginxConfig } from "../../src/model/nginx-config.ts";
import { Project } from "../../src/model/project.ts";
import type { NginxContext } from "../../src/parsers/nginx/context.ts";
import { parseNginx } from "../../src/parsers/nginx/parser.ts";
import { originOf, textOfFile } from "../../src/text/origin.ts";
import { SourceFile } from "../../src/text/source-file.ts";

/** A text as a configuration of its own; a fragment stands in a context that is not in sight. */
export function configOf(text: string, context: NginxContext = "main"): NginxConfig {
  const file = new SourceFile("nginx.conf", text);
  const tree = parseNginx(textOfFile(file));
  return {
    kind: "file",
    label: file.path,
    context,
    complete: context === "main",
    origin: originOf(file, 0, 0),
    directives: tree.directives,
    trees: [tree],
    containers: [],
    controller: undefined,
    ingress: undefined,
    nginxVersion: undefined,
  };
}

export const emptyProject = new Project({
  manifests: [],
  nginxFiles: [],
  sysctls: [],
  changes: [],
  duplicateKeys: [],
  cloudResources: [],
  assume: { pageSize: 4096 },
  backends: [],
  knownAnnotations: [],
});

/** What the rule says of a configuration. */
export function symmetryOf(config: NginxConfig, project: Project = emptyProject): readonly Finding[] {
  return [...rule.check(config, { options: {}, project, change: undefined })];
}
