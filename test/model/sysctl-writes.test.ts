import { expect, test } from "@jest/globals";
import { mayWriteSysctls, sysctlWrites } from "../../src/model/sysctl-writes.ts";
import { projectOf } from "../support/project-of.ts";

/** What a container that runs a script sets, one write a line: `key = value`. */
async function writesOf(script: string, more = ""): Promise<readonly string[]> {
  const lines = script.split("\n").map((it) => `            ${it}`);
  const { workloads } = await projectOf({
    "pod.yaml": `apiVersion: v1
kind: Pod
metadata: { name: tuning }
spec:
  containers:
    - name: sysctl
      image: busybox:1.37
      ${more}
      command:
        - sh
        - -ec
        - |
${lines.join("\n")}
`,
  });
  return sysctlWrites(workloads[0]!.containers[0]!).map(
    ({ key, value, entersNode, isOwnProc }) =>
      `${key} = ${value ?? "?"}${entersNode ? " (node)" : ""}${isOwnProc ? "" : " (elsewhere)"}`,
  );
}

test.each([
  ["sysctl -w net.core.somaxconn=1024", ["net.core.somaxconn = 1024"]],
  ["/sbin/sysctl -e -q -w net/core/somaxconn=1024", ["net.core.somaxconn = 1024"]],
  [
    "sysctl -w vm.swappiness=1 net.ipv4.tcp_rmem='4096 87380 6291456' || true",
    ["vm.swappiness = 1", "net.ipv4.tcp_rmem = 4096 87380 6291456"],
  ],
  ["echo 1024 > /proc/sys/net/core/somaxconn", ["net.core.somaxconn = 1024"]],
  ["echo -n 1024 >/proc/sys/net/core/somaxconn", ["net.core.somaxconn = 1024"]],
  ["QUEUE=2048\nsysctl -w net.core.somaxconn=$QUEUE", ["net.core.somaxconn = 2048"]],
  ["sysctl -w net.core.somaxconn=$QUEUE", ["net.core.somaxconn = ?"]],
  ["sysctl -w net.core.somaxconn=$(nproc)", ["net.core.somaxconn = ?"]],
  [
    "nsenter -t 1 -m -n -- sysctl -w net.core.somaxconn=1024",
    ["net.core.somaxconn = 1024 (node) (elsewhere)"],
  ],
  ["nsenter -t 1 -m -- sysctl -w vm.swappiness=1", ["vm.swappiness = 1 (elsewhere)"]],
  ["chroot /host sysctl -w vm.swappiness=1", ["vm.swappiness = 1 (elsewhere)"]],
  ["sysctl net.core.somaxconn\ncat /proc/sys/net/core/somaxconn\n# sysctl -w a.b=1", []],
])("%s", async (script, expected) => {
  expect(await writesOf(script)).toEqual(expected);
});

test.each([
  ["securityContext: { privileged: true }", true],
  ["securityContext: { capabilities: { add: [NET_ADMIN] } }", false],
  ["securityContext: { procMount: Unmasked }", undefined],
])("%s: %s", async (more, expected) => {
  const { workloads } = await projectOf({
    "pod.yaml": `apiVersion: v1
kind: Pod
metadata: { name: tuning }
spec:
  containers:
    - name: sysctl
      image: busybox:1.37
      ${more}
`,
  });
  expect(mayWriteSysctls(workloads[0]!.containers[0]!)).toBe(expected);
});
