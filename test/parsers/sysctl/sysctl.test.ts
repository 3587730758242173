import { describe, expect, test } from "@jest/globals";
import { looksLikeSysctl, parseSysctl } from "../../../src/parsers/sysctl/sysctl.ts";
import type { Origin } from "../../../src/text/origin.ts";
import { textOfFile } from "../../../src/text/origin.ts";
import { SourceFile } from "../../../src/text/source-file.ts";

function parse(text: string) {
  const cut = (origin: Origin) => text.slice(origin.place().span.start, origin.place().span.end);
  return { ...parseSysctl(textOfFile(new SourceFile("etc/sysctl.d/90-nginx.conf", text))), cut };
}

describe("a sysctl.d file", () => {
  test("gives settings with their places", () => {
    const text =
      "\ufeff# backlog\r\n; also a comment\r\n\r\n\tnet.core.somaxconn =  4096 \r\n-vm.swappiness=10\r\n";
    const { settings, problems, cut } = parse(text);
    expect(problems).toEqual([]);
    expect(settings.map((it) => [it.key, it.value, it.ignoresErrors])).toEqual([
      ["net.core.somaxconn", "4096", false],
      ["vm.swappiness", "10", true],
    ]);
    expect(settings.map((it) => [cut(it.keyOrigin), cut(it.valueOrigin), cut(it.origin)])).toEqual([
      ["net.core.somaxconn", "4096", "net.core.somaxconn =  4096"],
      ["vm.swappiness", "10", "-vm.swappiness=10"],
    ]);
  });

  test.each([
    ["kernel.domainname", "kernel.domainname"],
    ["kernel/domainname", "kernel.domainname"],
    ["net.ipv4.conf.enp3s0/200.forwarding", "net.ipv4.conf.enp3s0/200.forwarding"],
    ["net/ipv4/conf/enp3s0.200/forwarding", "net.ipv4.conf.enp3s0/200.forwarding"],
    ["net.ipv4.conf.*.rp_filter", "net.ipv4.conf.*.rp_filter"],
    ["net/ipv4/conf/eth[0-9]/rp_filter", "net.ipv4.conf.eth[0-9].rp_filter"],
  ])("the first separator of %s decides", (written, key) => {
    expect(parse(`${written} = 1`).settings.map((it) => it.key)).toEqual([key]);
  });

  test("values keep inner blanks, later equals signs and what looks like a comment", () => {
    const text =
      "net.ipv4.tcp_rmem = 4096 87380\t6291456\nkernel.core_pattern = |/bin/save a=%e # here\nkernel.modprobe =\n";
    expect(parse(text).settings.map((it) => it.value)).toEqual([
      "4096 87380\t6291456",
      "|/bin/save a=%e # here",
      "",
    ]);
  });

  test("a dash without a value excludes a key from globs", () => {
    const { settings, exclusions, problems, cut } = parse(
      "net.ipv4.conf.*.rp_filter = 2\n-net.ipv4.conf.eth0.rp_filter\n",
    );
    expect(settings).toHaveLength(1);
    expect(problems).toEqual([]);
    expect(exclusions.map((it) => [it.key, cut(it.origin)])).toEqual([
      ["net.ipv4.conf.eth0.rp_filter", "-net.ipv4.conf.eth0.rp_filter"],
    ]);
  });

  test("lines that set nothing are problems, the others are read", () => {
    const text = "net.core.somaxconn 4096\n= 5\n- = 6\n-\nfs.file-max = 100000";
    const { settings, exclusions, problems, cut } = parse(text);
    expect(settings.map((it) => it.key)).toEqual(["fs.file-max"]);
    expect(exclusions).toEqual([]);
    expect(problems.map((it) => [it.message, cut(it.origin)])).toEqual([
      ["the line 'net.core.somaxconn 4096' has no '='", "net.core.somaxconn 4096"],
      ["the line names no kernel parameter", "= 5"],
      ["the line names no kernel parameter", "- = 6"],
      ["the line names no kernel parameter", "-"],
    ]);
  });
});

describe("sysctl configuration is recognised", () => {
  test.each<[string, string, boolean]>([
    ["# tuned\nnet.core.somaxconn = 4096\n-vm.swappiness=1\n", "tuning.conf", true],
    ["net/core/somaxconn=4096", "files/tuning.txt", true],
    ["net.core.somaxconn = 4096\nbroken line\n", "etc/sysctl.d/90-nginx.conf", true],
    ["net.core.somaxconn = 4096\nbroken line\n", "etc/sysctl.conf", true],
    ["net.core.somaxconn = 4096\nbroken line\n", "nginx.conf", false],
    ["worker_processes 4;\nevents {}\n", "etc/sysctl.d/nginx.conf", false],
    ["server.port = 8080\n", "application.properties", false],
    ["kernel = 6.1\n", "build.conf", false],
    ["net.core.somaxconn\n", "names.txt", false],
    ["# only comments\n", "etc/sysctl.d/10-empty.conf", false],
    ["", "empty.conf", false],
  ])("%j in %s: %p", (text, path, expected) => {
    expect(looksLikeSysctl(text, path)).toBe(expected);
  });
});
