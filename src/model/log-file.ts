import { asMapping } from "./shape.ts";
import type { Container } from "./workload.ts";

/** Where a path in a container lies. */
export interface PathPlace {
  /** The volume that is mounted over it; undefined for the container's own layer. */
  readonly volume: string | undefined;
  readonly mountPath: string;
  /** Whether another running container of the pod mounts the volume, too: an agent that ships or rotates the files. */
  readonly isShared: boolean;
}

/**
 * Files that images replace by links to stdout and stderr: those of the official nginx images, which both controllers keep, OpenResty's and Bitnami's
 * (their Dockerfiles).
 */
const linked =
  /^(?:\/var\/log\/nginx\/(?:access|error)\.log|\/usr\/local\/openresty\/nginx\/logs\/(?:access|error)\.log|\/opt\/bitnami\/nginx\/logs\/(?:access|error)\.log)$/;

/** Where a path of a container lies: the deepest mount decides. */
export function placeOf(container: Container, path: string): PathPlace {
  let mountPath = "";
  let volume: string | undefined;
  for (const mount of container.mounts) {
    const base = mount.path.replace(/\/+$/, "");
    if (base.length < mountPath.length || (path !== base && !path.startsWith(`${base}/`))) continue;
    mountPath = base;
    volume = String(mount.mount.name ?? "");
  }
  const isShared =
    volume !== undefined &&
    container.workload.containers.some(
      (it) =>
        it !== container &&
        (it.role === "main" || it.role === "sidecar") &&
        it.mounts.some(({ mount }) => mount.name === volume),
    );
  return { volume, mountPath, isShared };
}

/**
 * Whether what is written to a log destination ends in a regular file that grows: no device, pipe or link of the image, not relative to what cannot be
 * seen, and nothing else in the pod takes care of the file.
 */
export function growsAsFile(container: Container, path: string): boolean {
  if (!path.startsWith("/") || /^\/(?:dev|proc)\//.test(path)) return false;
  const { volume, isShared } = placeOf(container, path);
  if (isShared || rotatesItself(container)) return false;
  return volume !== undefined || !linked.test(path);
}

/** Whether the container's own command rotates files, by its words. */
function rotatesItself({ spec, commandLine, workload }: Container): boolean {
  if (workload.manifest.isUnknown(spec, "command") || workload.manifest.isUnknown(spec, "args")) return true;
  return commandLine.some((it) => /logrotate|rotatelogs|cronolog|-s reopen|\bcrond?\b/.test(it));
}

/** Volume that hides the links of an image's log folder, where there is one and nothing else in the pod reads it. */
export function hidingVolume(container: Container, folder: string): PathPlace | undefined {
  const place = placeOf(container, `${folder}/access.log`);
  const { volume, mountPath, isShared } = place;
  if (volume === undefined || isShared || rotatesItself(container)) return undefined;
  const source = asMapping(asMapping(container.workload.volumes.find((it) => it.name === volume)));
  // A single file put there hides nothing else.
  if (mountPath.endsWith(".log")) return undefined;
  return Object.keys(source).some((it) =>
    ["emptyDir", "hostPath", "persistentVolumeClaim", "ephemeral", "nfs", "csi"].includes(it),
  )
    ? place
    : undefined;
}
