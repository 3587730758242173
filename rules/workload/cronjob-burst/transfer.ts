import type { Workload } from "../../../src/model/workload.ts";
import type { Origin } from "../../../src/text/origin.ts";

/** Programs that copy data in bulk. */
const programs =
  /(?:^|[\s/;&|("'])(rsync|rclone|pg_dump(?:all)?|pg_basebackup|mysqldump|mariadb-dump|mongodump|mydumper|xtrabackup|restic|borg|velero|aws\s+s3\s+(?:sync|cp|mv)|gsutil\s+(?:-m\s+)?(?:rsync|cp)|azcopy|mc\s+mirror|s3cmd\s+sync|scp|lftp)(?=$|[\s;&|)"'])/;
/** Words of names that say the same. `sync` alone may be about a few secrets or users. */
const names =
  /(?:^|[-_/])(backups?|rsync|(?:data|db|database|files?|media|s3|bucket|storage|volumes?|assets|images?|catalog)-?sync|replication|mirror|dump|snapshots?)(?=$|[-_/:.])/i;

/** What in a job says that it copies data: a program of its commands, else a word of its name or image. */
export function transferOf(
  workload: Workload,
): { readonly word: string; readonly origin: Origin } | undefined {
  for (const container of workload.containers) {
    for (const list of [container.spec.command, container.spec.args]) {
      if (!Array.isArray(list)) continue;
      const line = list.map(String).join(" ");
      const match = programs.exec(line);
      if (match === null) continue;
      const first = match[1]!.split(/\s+/)[0]!;
      const at = list.findIndex((it) => String(it).includes(first));
      return { word: match[1]!.replace(/\s+/g, " "), origin: container.locate(list, Math.max(0, at)) };
    }
  }
  const { manifest } = workload;
  const named = names.exec(manifest.name);
  if (named !== null) return { word: named[1]!, origin: manifest.nameOrigin };
  for (const container of workload.containers) {
    const match = names.exec(container.image?.name ?? "");
    if (match !== null) return { word: match[1]!, origin: container.locate(container.spec, "image") };
  }
  return undefined;
}

/** Whether an annotation of the pod or an option of the command limits the bandwidth, or that cannot be told. */
export function limitsBandwidth(workload: Workload): boolean {
  const { manifest, template } = workload;
  if (manifest.isUnknown(template, "metadata")) return true;
  const metadata = template.metadata as object | undefined;
  if (metadata !== undefined && manifest.isUnknown(metadata, "annotations")) return true;
  if (Object.keys(workload.podAnnotations).some((it) => /\b(?:egress|ingress)-bandwidth$/.test(it)))
    return true;
  return workload.containers.some(
    (it) =>
      manifest.isUnknown(it.spec, "command") ||
      manifest.isUnknown(it.spec, "args") ||
      it.commandLine.some((word) =>
        /bw-?limit|max[-_]bandwidth|limit[-_](?:rate|upload|download)|rate-?limit|trickle|cap-mbps|\bpv\b.*(?:-L|--rate-limit)|throttle|flock\b/i.test(
          word,
        ),
      ),
  );
}
