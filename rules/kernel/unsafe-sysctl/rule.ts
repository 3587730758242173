import type { Finding } from "../../../src/engine/finding.ts";
import { defineRule } from "../../../src/engine/rule.ts";
import {
  isNodeLevelSysctl,
  podSomaxconn,
  safeSysctlSince,
  sysctlNamespace,
} from "../../../src/knowledge/sysctls.ts";
import { isAtLeast } from "../../../src/knowledge/versions.ts";
import { isAllowedByKubelet } from "../../../src/model/allowed-sysctls.ts";
import { asMapping, asMappings, asText, type Mapping } from "../../../src/model/shape.ts";
import type { Workload } from "../../../src/model/workload.ts";
import { quote } from "../../../src/text/quote.ts";
import { enforcedStandard } from "./pod-security.ts";
import { ineffectiveWrites } from "./writes.ts";

export default defineRule({
  id: "unsafe-sysctl",
  subject: "workload",
  severity: "warning",
  preset: "recommended",
  summary:
    "A pod asks for a kernel parameter that its kubelet refuses, or changes one where it has no effect.",
  why: "The pod is scheduled and then fails with SysctlForbidden, again and again, or it runs and the limit that it counts on was never raised.",
  references: [
    "https://kubernetes.io/docs/tasks/administer-cluster/sysctl-cluster/",
    "https://kubernetes.io/docs/concepts/security/pod-security-standards/#baseline",
    "https://www.cni.dev/plugins/current/meta/tuning/",
  ],
  lessons: [27, 36],
  options: {
    kubernetesVersion: {
      type: "string",
      default: "",
      description:
        "Oldest Kubernetes release of the clusters, for example '1.28': a sysctl that became safe later is reported. Empty: the newest known.",
    },
  },

  *check(workload, { options, project }) {
    const { manifest, podSpec } = workload;
    for (const entry of asMappings(asMapping(podSpec.securityContext).sysctls)) {
      const name = asText(entry.name)?.replaceAll("/", ".");
      if (name === undefined || manifest.isUnknown(entry, "name")) continue;
      const since = safeSysctlSince(name);
      const version = options.kubernetesVersion;
      const isSafe = since !== undefined && (version === "" || isAtLeast(version, since));
      const finding = refusedAlways(workload, entry, name);
      if (finding !== undefined) yield finding;
      else if (!isSafe) {
        const standard = enforcedStandard(workload);
        if (standard !== undefined) {
          yield {
            at: manifest.locate(entry, "name"),
            severity: "error",
            message: `Pod sysctl ${quote(name)} of ${workload.label} is refused: namespace '${workload.manifest.namespace}' enforces the Pod Security Standard '${standard.level}'.`,
            help: "Remove the sysctl, or run this workload in a namespace of its own that enforces 'privileged' and whose kubelets allow the sysctl.",
            related: [{ at: standard.origin, message: `The standard '${standard.level}' is enforced here.` }],
          };
        } else if (!isAllowedByKubelet(project, name)) yield needsAllowing(workload, entry, name, since);
      }
    }
    yield* ineffectiveWrites(workload);
  },
});

/** What no kubelet takes, and what no kernel gives to a pod. */
function refusedAlways(workload: Workload, entry: Mapping, name: string): Finding | undefined {
  const { manifest, podSpec } = workload;
  const at = manifest.locate(entry, "name");
  const namespace = sysctlNamespace(name);
  const subject = `Pod sysctl ${quote(name)} of ${workload.label}`;
  if (namespace === undefined) {
    const isOfNode = /^(?:vm|fs|kernel|dev|debug|user|abi|crypto)\./.test(name);
    return {
      at,
      severity: "error",
      message: isOfNode
        ? `${subject} belongs to the whole node: every kubelet refuses the pod, whatever it allows.`
        : `${subject} names no parameter that a kubelet knows: it refuses the pod.`,
      help: isOfNode
        ? `Set ${name} on the node (/etc/sysctl.d, or a privileged container that runs 'sysctl -w'), and remove it here.`
        : "Correct the name; those of sockets begin with 'net.', for example 'net.core.somaxconn'.",
    };
  }
  const flag = namespace === "net" ? "hostNetwork" : "hostIPC";
  if (asMapping(podSpec)[flag] === true)
    return {
      at,
      severity: "error",
      message: `${subject} is refused by every kubelet, since the pod shares the node's ${namespace === "net" ? "network" : "IPC"} namespace ('${flag}: true').`,
      help: `Set ${name} on the node (/etc/sysctl.d) and remove it here, or remove '${flag}'.`,
      related: [{ at: manifest.locate(podSpec, flag), message: `'${flag}' is set here.` }],
    };
  if (isNodeLevelSysctl(name))
    return {
      at,
      message: `${subject} is one value for the whole node; a pod's network namespace cannot set it, so the pod does not start.`,
      help: `Set ${name} on the node (/etc/sysctl.d, or a privileged container that runs 'sysctl -w'), and remove it here.`,
    };
  return undefined;
}

function needsAllowing(workload: Workload, entry: Mapping, name: string, since: string | undefined): Finding {
  const { manifest } = workload;
  const at = manifest.locate(entry, "name");
  const reason =
    since === undefined ? "is not in Kubernetes' safe set" : `is in Kubernetes' safe set only since ${since}`;
  const message = `Pod sysctl ${quote(name)} of ${workload.label} ${reason}: a kubelet that does not allow it refuses the pod.`;
  const value = manifest.isUnknown(entry, "value") ? undefined : String(entry.value ?? "");
  if (
    name === "net.core.somaxconn" &&
    value !== undefined &&
    /^\d+$/.test(value) &&
    Number(value) === podSomaxconn(workload.project.assume.kernel).value
  )
    return {
      at,
      message,
      help: `Remove it: ${value} is ${podSomaxconn(workload.project.assume.kernel).source} anyway.`,
    };
  return {
    at,
    message,
    help: `Start the kubelets of its nodes with '--allowed-unsafe-sysctls=${name}', or have the node set it for pods (CNI plugin 'tuning', CRI-O 'default_sysctls').`,
  };
}
