import { describe, expect, test } from "@jest/globals";
import { type Advisory, everyAdvisory, isInRange } from "../../../src/knowledge/advisories.ts";
import { nginxVersionOf, versionOfDigest } from "../../../src/knowledge/controllers.ts";
import { isPatchedInOpenresty, nginxImageOf } from "../../../src/knowledge/nginx-builds.ts";
import { compareReleases, isReleaseAtLeast } from "../../../src/knowledge/release-order.ts";
import { everyRelease } from "../../../src/knowledge/settings.ts";
import { yes } from "../../../src/model/advisories/answer.ts";
import type { Installation } from "../../../src/model/advisories/installation.ts";
import type { Surroundings } from "../../../src/model/advisories/surroundings.ts";
import { type Status, verdictOn } from "../../../src/model/advisories/verdict.ts";

/** Everything is in use. */
const all: Surroundings = {
  directive: () => yes(),
  argument: () => yes(),
  setting: () => yes(),
  annotation: () => yes(),
  path: () => yes(),
  image: () => yes(),
  check: () => yes(),
};

function installed(product: Installation["product"], release: string): Installation {
  const isController = product === "ingress-nginx" || product === "f5-nic";
  return {
    product,
    label: `${product} ${release}`,
    release,
    nginxVersion: isController ? nginxVersionOf(product, release) : release,
    at: undefined,
    surroundings: all,
  };
}

const statusOf = (advisory: Advisory, product: Installation["product"], release: string): Status =>
  verdictOn(installed(product, release), advisory).status;
const hasFlaw = (status: Status) => status !== "not affected" && status !== "patched";

/** The last release before another: of a controller by its table, of nginx by its number. */
function releaseBefore(owner: Advisory["of"], from: string | null, before: string): string {
  if (owner === "nginx") {
    const [major, minor, patch] = before.split(".").map(Number);
    return `${major}.${minor}.${patch! - 1}`;
  }
  return everyRelease(owner)
    .filter((it) => compareReleases(it, before) < 0 && (from === null || isReleaseAtLeast(it, from)))
    .at(-1)!;
}

describe.each(everyAdvisory().map((it) => [it.id, it.of, it] as const))(
  "%s of %s",
  (_id, owner, advisory) => {
    const product = owner === "nginx" ? (advisory.onlyControllers === true ? undefined : "nginx") : owner;
    const ends = advisory.affected.flatMap(([from, before]) =>
      before === null ? [] : [[from, before] as const],
    );

    test.each(ends)("from %s on, the last one before %s has it, that one has not", (from, before) => {
      const last = releaseBefore(owner, from, before);
      expect(isInRange(last, advisory.affected)).toBe(true);
      expect(isInRange(before, advisory.affected)).toBe(false);
      if (product === undefined) return;
      expect(hasFlaw(statusOf(advisory, product, last))).toBe(true);
      expect(hasFlaw(statusOf(advisory, product, before))).toBe(false);
    });
  },
);

const patchedBuilds = everyAdvisory().flatMap((advisory) =>
  (advisory.ingressNginxPatched ?? []).map(([since]) => [advisory.id, since!, advisory] as const),
);

test.each(patchedBuilds)("%s: ingress-nginx %s is the first build with the patch", (_id, since, advisory) => {
  expect(statusOf(advisory, "ingress-nginx", since)).toBe("patched");
  expect(statusOf(advisory, "ingress-nginx", releaseBefore("ingress-nginx", null, since))).not.toBe(
    "patched",
  );
});

test("the incident's controller: CVE-2023-44487 is patched in its build, though its nginx has the number", () => {
  const rapidReset = everyAdvisory().find((it) => it.id === "CVE-2023-44487")!;
  expect(nginxVersionOf("ingress-nginx", "1.9.4")).toBe("1.21.6");
  expect(isInRange("1.21.6", rapidReset.affected)).toBe(true);
  const by = (release: string) => statusOf(rapidReset, "ingress-nginx", release);
  expect(["1.8.2", "1.8.4", "1.8.5", "1.9.0", "1.9.1", "1.9.3", "1.9.4", "1.9.6", "1.10.0"].map(by)).toEqual([
    "reachable",
    "patched",
    "patched",
    "reachable",
    "reachable",
    "patched",
    "patched",
    "patched",
    "not affected",
  ]);
});

test("a module that is not built rules an advisory out", () => {
  const http3 = everyAdvisory().find((it) => it.id === "CVE-2024-24990")!;
  const mp4 = everyAdvisory().find((it) => it.id === "CVE-2022-41741")!;
  expect(nginxVersionOf("ingress-nginx", "1.10.1")).toBe("1.25.3");
  expect(statusOf(http3, "ingress-nginx", "1.10.1")).toBe("not affected");
  expect(statusOf(http3, "nginx", "1.25.3")).toBe("reachable");
  expect(statusOf(mp4, "ingress-nginx", "1.5.1")).toBe("not affected");
});

test.each([
  ["1.25.3.1", false],
  ["1.25.3.2", true],
  ["1.27.1.1", false],
  ["1.27.1.2", true],
  ["1.29.2.1", true],
  ["1.21.4.4", false],
])("OpenResty %s carries the patch of CVE-2025-23419: %s", (release, expected) => {
  const advisory = everyAdvisory().find((it) => it.id === "CVE-2025-23419")!;
  expect(isPatchedInOpenresty(advisory, release)).toBe(expected);
});

test.each([
  ["nginx", "nginx"],
  ["docker.io/library/nginx", "nginx"],
  ["registry.example.com/docker-hub/library/nginx", "nginx"],
  ["ghcr.io/nginx/nginx-unprivileged", undefined],
  ["nginxinc/nginx-unprivileged", "nginx"],
  ["bitnami/nginx", "nginx"],
  ["openresty/openresty", "openresty"],
  ["registry.example.com/shop/nginx", undefined],
  ["ubuntu/nginx", undefined],
])("image %s runs %s", (repository, expected) => {
  expect(nginxImageOf(repository)).toBe(expected);
});

test("digests of the project's images say the release", () => {
  // deploy/static/provider/cloud/deploy.yaml of controller-v1.9.4 and v1.12.1.
  const v194 = "sha256:5b161f051d017e55d358435f295f5e9a297e66158f136321d9b04520ec6c48a3";
  const v1121 = "sha256:d2fbc4ec70d8aa2050dd91a91506e998765e86c96f32cffb56c503c9c34eed5b";
  expect(versionOfDigest("ingress-nginx", v194)).toBe("1.9.4");
  expect(versionOfDigest("ingress-nginx", v1121)).toBe("1.12.1");
  expect(versionOfDigest("f5-nic", v194)).toBeUndefined();
  expect(versionOfDigest("ingress-nginx", `sha256:${"0".repeat(64)}`)).toBeUndefined();
});
