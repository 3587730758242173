import type { Finding } from "../../../src/engine/finding.ts";
import { asMapping, asText } from "../../../src/model/shape.ts";
import type { Container, Workload } from "../../../src/model/workload.ts";
import { quote } from "../../../src/text/quote.ts";
import { isRotated } from "./rotation.ts";

/** Folders of a node that somebody else fills and rotates, and the whole of them: who mounts these reads. */
const readFolders =
  /^\/var\/log(?:\/(?:pods|containers|journal|audit|syslog|messages|kubernetes|calico|azure|aws-routed-eni)(?:\/.*)?)?\/?$/;
/** Networks and storage of the cluster: their images rotate by themselves, which no manifest shows. */
const infrastructure =
  /ovn|openvswitch|\bovs|cilium|antrea|weave|multus|calico|flannel|kube-|\bceph|longhorn/i;
/** Programs that read the logs of a node. */
const readers =
  /fluent|filebeat|promtail|alloy|vector|logstash|datadog|newrelic|splunk|otel|opentelemetry|collector|agent|exporter|node-problem-detector|falco|sysdig|dynatrace|wazuh|loki|logging|shipper|scanner|audit/i;

/** Containers that write to a folder below '/var/log' of their node, with nothing in sight that rotates the files. */
export function* hostWriters(workload: Workload): Iterable<Finding> {
  for (const volume of workload.volumes) {
    const path = asText(asMapping(asMapping(volume).hostPath).path);
    if (path === undefined || !path.startsWith("/var/log/") || readFolders.test(path)) continue;
    if (asText(asMapping(asMapping(volume).hostPath).type) === "File") continue;
    if (
      workload.manifest.namespace === "kube-system" ||
      infrastructure.test(`${path} ${workload.manifest.name}`)
    )
      continue;
    const writer = workload.containers.find((it) => writes(it, volume.name));
    if (writer === undefined || isRotated(writer)) continue;
    yield {
      at: workload.manifest.locate(asMapping(volume), "hostPath"),
      message: `${writer.label.charAt(0).toUpperCase()}${writer.label.slice(1)} writes to ${quote(path)} on its node, and nothing in sight rotates the files.`,
      help: "Log to stdout, or rotate the files: in the application, by a second container with logrotate, or on the node.",
      related: [{ at: writer.nameOrigin, message: "This container mounts the folder writable." }],
      key: path,
    };
  }
}

function writes(container: Container, volume: string): boolean {
  if (container.role !== "main" && container.role !== "sidecar") return false;
  if (
    readers.test(`${container.name} ${container.image?.repository ?? ""} ${container.workload.manifest.name}`)
  )
    return false;
  return container.mounts.some(({ mount }) => mount.name === volume && mount.readOnly !== true);
}
