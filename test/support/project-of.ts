import { defaultOptions, type LintOptions } from "../../src/engine/config.ts";
import { readProjects } from "../../src/inputs/read-projects.ts";
import type { Project } from "../../src/model/project.ts";
import { SourceFile } from "../../src/text/source-file.ts";

/** The project that files make, by path and text: `*.conf` is read as nginx's, all else as YAML. */
export async function projectOf(
  files: Readonly<Record<string, string>>,
  options: Partial<LintOptions> = {},
): Promise<Project> {
  const inputs = Object.entries(files).map(([path, text]) => ({
    file: new SourceFile(path, text),
    kind: path.endsWith(".conf") ? ("nginx" as const) : ("yaml" as const),
    root: ".",
  }));
  const { projects, problems } = await readProjects(inputs, { ...defaultOptions, ...options });
  if (problems.length > 0) throw new Error(problems.map((it) => `${it.path}: ${it.message}`).join("\n"));
  return projects[0]!.project;
}
