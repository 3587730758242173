import type { Project } from "./project.ts";
import { asMappings } from "./shape.ts";

/** Whether a kustomization in scope replaces tag or digest of an image (kustomize: the field `images`). */
export function setsImage(project: Project, repository: string): boolean {
  return project
    .ofKind("Kustomization")
    .some((it) =>
      asMappings((it.object as { images?: unknown }).images).some(
        (image) => image.name === repository && (image.newTag !== undefined || image.digest !== undefined),
      ),
    );
}
