import type { NginxSyntaxError } from "../../parsers/nginx/directive.ts";
import type { Project } from "../project.ts";
import { snippetTrees } from "./snippets.ts";

const ofSnippets = new WeakMap<Project, readonly NginxSyntaxError[]>();

/** What nginx's lexer and parser refuse in the snippets of controllers; worked out once per project. */
export function snippetErrors(project: Project): readonly NginxSyntaxError[] {
  const done = ofSnippets.get(project);
  if (done !== undefined) return done;
  const errors = [...snippetTrees(project)].flatMap((it) => it.errors);
  ofSnippets.set(project, errors);
  return errors;
}

/** The same in files with their includes and in values of ConfigMaps, and then in snippets. */
export function* syntaxErrors(project: Project): Generator<NginxSyntaxError> {
  for (const config of project.nginxConfigs) for (const tree of config.trees) yield* tree.errors;
  yield* snippetErrors(project);
}
