import type { Finding } from "../../../src/engine/finding.ts";
import { defineRule } from "../../../src/engine/rule.ts";
import {
  bucketsName,
  closingTimeouts,
  kubeProxyCloseWaitSeconds,
  kubeProxyMaxPerCore,
  kubeProxyMin,
  mostEntriesPerBucket,
  tableSizeNames,
} from "../../../src/knowledge/conntrack.ts";
import { type KernelSettings, kernelSettings, wholeNumberOf } from "../../../src/model/kernel-settings.ts";
import { type KubeProxyConntrack, kubeProxies } from "../../../src/model/kube-proxy.ts";

const options = {
  minEntries: {
    type: "integer",
    default: kubeProxyMin,
    minimum: 1,
    description: "Fewest tracked connections that a node is to have room for; the default is kube-proxy's.",
  },
  maxClosingSeconds: {
    type: "integer",
    default: 60,
    minimum: 1,
    description: "Longest time that a connection is to be tracked in TIME_WAIT or CLOSE_WAIT.",
  },
} as const;

export default defineRule({
  id: "conntrack-limits",
  subject: "project",
  severity: "warning",
  preset: "recommended",
  summary: "The kernel's table of tracked connections is small for a node, or keeps closed connections long.",
  why: "A full table drops packets of new connections on the whole node, whatever the protocol: 'nf_conntrack: table full, dropping packet'.",
  references: [
    "https://docs.kernel.org/networking/nf_conntrack-sysctl.html",
    "https://kubernetes.io/docs/reference/config-api/kube-proxy-config.v1alpha1/#kubeproxy-config-k8s-io-v1alpha1-KubeProxyConntrackConfiguration",
    "https://kubernetes.io/docs/reference/command-line-tools-reference/kube-proxy/",
  ],
  lessons: [24, 36],
  options,

  *check(project, { options: { minEntries, maxClosingSeconds } }) {
    for (const settings of kernelSettings(project)) {
      if (settings.where !== "node") continue; // a pod's own table holds its own connections
      yield* tableSize(settings, minEntries);
      yield* closing(settings, maxClosingSeconds);
    }
    for (const proxy of kubeProxies(project)) yield* kubeProxy(proxy, minEntries);
  },
});

function* tableSize(settings: KernelSettings, minEntries: number): Iterable<Finding> {
  for (const name of tableSizeNames) {
    const size = wholeNumberOf(settings, name);
    if (size === undefined) continue;
    if (size.number < minEntries) {
      yield {
        at: size.origin,
        message: `${name} is ${size.number}; a node has room for fewer tracked connections than ${minEntries}${minEntries === kubeProxyMin ? ", kube-proxy's minimum" : ""}.`,
        help: `Raise ${name} to ${minEntries} or more (about 320 bytes of memory each), or remove it, so that the kernel sizes it by the node's memory.`,
      };
    }
    const buckets = wholeNumberOf(settings, bucketsName);
    if (buckets === undefined || buckets.number === 0) continue;
    if (size.number / buckets.number > mostEntriesPerBucket) {
      yield {
        at: buckets.origin,
        message: `${bucketsName} is ${buckets.number} for ${name} ${size.number}: ${Math.floor(size.number / buckets.number)} entries share a bucket, against at most ${mostEntriesPerBucket} by the kernel's own choice.`,
        help: `Raise ${bucketsName} to ${Math.ceil(size.number / 4)}, a quarter of the entries, as kube-proxy does.`,
        related: [{ at: size.origin, message: `${name} is ${size.number} here.` }],
      };
    }
    return; // the other names mean the same table
  }
}

function* closing(settings: KernelSettings, mostSeconds: number): Iterable<Finding> {
  for (const { name, state, byDefault } of closingTimeouts) {
    const time = wholeNumberOf(settings, name);
    if (time === undefined || time.number <= mostSeconds) continue;
    if (state === "CLOSE_WAIT" && time.number === kubeProxyCloseWaitSeconds) continue; // what kube-proxy sets anyway
    yield {
      at: time.origin,
      message: `${name} is ${time.number} s; connections in ${state} fill the table of tracked connections longer than ${mostSeconds} s.`,
      help:
        byDefault <= mostSeconds
          ? `Lower ${name} to ${mostSeconds} or less, or remove it: the kernel's default is ${byDefault}.`
          : `Lower ${name} to ${mostSeconds} or less; the kernel's default is ${byDefault}.`,
    };
  }
}

function* kubeProxy(proxy: KubeProxyConntrack, minEntries: number): Iterable<Finding> {
  const { min, maxPerCore, closeWaitSeconds } = proxy;
  // With 0 per core kube-proxy leaves the table alone.
  const perCore = maxPerCore?.value ?? kubeProxyMaxPerCore;
  const floor = min?.value ?? kubeProxyMin;
  if (min !== undefined && perCore > 0 && floor < minEntries) {
    const cores = Math.ceil(minEntries / perCore);
    yield {
      at: min.origin,
      message: `kube-proxy of ${proxy.label} has 'conntrack.min' ${floor}: nodes with fewer than ${cores} CPUs track less than ${minEntries} connections.`,
      help: `Raise 'conntrack.min' to ${minEntries}, or remove it: kube-proxy's default is ${kubeProxyMin}.`,
      related:
        maxPerCore === undefined
          ? []
          : [{ at: maxPerCore.origin, message: `'conntrack.maxPerCore' is ${perCore} here.` }],
    };
  }
  if (closeWaitSeconds !== undefined && closeWaitSeconds.value > kubeProxyCloseWaitSeconds) {
    yield {
      at: closeWaitSeconds.origin,
      message: `kube-proxy of ${proxy.label} keeps connections in CLOSE_WAIT tracked for ${closeWaitSeconds.value} s, longer than its default of ${kubeProxyCloseWaitSeconds} s.`,
      help: "Lower 'conntrack.tcpCloseWaitTimeout' to 1h0m0s or less, or remove it.",
    };
  }
}
