import { afterAll, describe, expect, test } from "@jest/globals";
import tlsExpiry from "../../../rules/tls/tls-expiry/rule.ts";
import { bundlesOf } from "../../../src/model/tls/bundles.ts";
import { type ChainFlaw, chainFlaw } from "../../../src/model/tls/chain.ts";
import { hasOpenssl, type Made, type Wanted, Workshop, withOpenssl } from "../../support/openssl.ts";
import { projectOf } from "../../support/project-of.ts";

const suite = hasOpenssl ? describe : describe.skip;
const DAY = 86_400_000;
const HOUR = 3_600_000;
const clock = Math.floor(Date.now() / 1000) * 1000;

/** The project of one Secret that holds a bundle, judged at a time. */
function projectWith(bundle: readonly Made[], now = clock) {
  const pem = bundle.map((it) => it.pem).join("");
  const data = Buffer.from(pem).toString("base64");
  const text = `apiVersion: v1\nkind: Secret\nmetadata: { name: shop-tls }\ndata: { tls.crt: ${data} }\n`;
  return projectOf({ "secret.yaml": text }, { assume: { pageSize: 4096, now } });
}

async function flawOf(bundle: readonly Made[]): Promise<ChainFlaw["kind"] | "none"> {
  const bundles = bundlesOf(await projectWith(bundle));
  return chainFlaw(bundles.all[0]!, bundles.issuersOf)?.kind ?? "none";
}

/** Whether the rule finds that a needed certificate is outside of its time. */
async function isOutOfTime(bundle: readonly Made[], now: number): Promise<boolean> {
  const project = await projectWith(bundle, now);
  const options = { minimumDays: 0 };
  return [...tlsExpiry.check(project, { options, project, change: undefined })].some(
    (it) => (it.severity ?? tlsExpiry.severity) === "error",
  );
}

suite(withOpenssl("openssl and the model say the same of generated chains"), () => {
  const workshop = new Workshop();
  afterAll(() => workshop.remove());
  const make = (wanted: Wanted) => workshop.make(wanted);

  const root = make({ name: "Example Root CA", key: "ec", ca: true });
  const upper = make({ name: "Example Intermediate CA 1", key: "ec/2", ca: true, issuer: root });
  const lower = make({ name: "Example Issuing CA 2", key: "rsa", ca: true, issuer: upper });
  const edwards = make({ name: "Example Intermediate CA 3", key: "ed25519", ca: true, issuer: root });
  const ending = make({
    name: "Example Intermediate CA 4",
    key: "ec/3",
    ca: true,
    issuer: root,
    to: clock + 10 * DAY,
  });
  const leaf = (key: Wanted["key"], issuer: Made, more: Partial<Wanted> = {}) =>
    make({ name: "shop.example.com", dns: ["shop.example.com"], key, issuer, ...more });
  const kinds = ["rsa/2", "ec/4", "ed25519/2"] as const;
  const underUpper = kinds.map((key) => leaf(key, upper));
  const underLower = kinds.map((key) => leaf(key, lower));
  const underEdwards = kinds.map((key) => leaf(key, edwards));
  const underRoot = leaf("ec/4", root);
  const underEnding = leaf("ec/4", ending);
  const expired = leaf("ec/4", upper, { to: clock - DAY });
  const early = leaf("ec/4", upper, { from: clock + 5 * DAY });
  const shortLived = leaf("rsa/2", upper, { from: clock - DAY, to: clock + 40 * DAY });

  const chains: (readonly [bundle: readonly Made[], flaw: ChainFlaw["kind"] | "none"])[] = [
    ...underUpper.flatMap((own): typeof chains => [
      [[own, upper], "none"],
      [[own, upper, root], "none"],
      [[own], "missing"],
      [[own, root], "missing"],
      [[own, lower], "missing"],
      [[own, edwards, root], "missing"],
      [[own, root, upper], "order"],
      [[own, lower, upper], "order"],
      [[own, own, upper], "none"],
      [[upper, own], "leaf-not-first"],
      [[root, upper, own], "leaf-not-first"],
    ]),
    ...underLower.flatMap((own): typeof chains => [
      [[own, lower, upper], "none"],
      [[own, lower, upper, root], "none"],
      [[own, lower], "missing"],
      [[own, upper], "missing"],
      [[own], "missing"],
      [[own, upper, lower], "order"],
      [[own, lower, root, upper], "order"],
      [[upper, lower, own], "leaf-not-first"],
    ]),
    ...underEdwards.flatMap((own): typeof chains => [
      [[own, edwards], "none"],
      [[own, upper], "missing"],
      [[edwards, own], "leaf-not-first"],
    ]),
    [[underRoot], "none"],
    [[underRoot, root], "none"],
    [[root, underRoot], "leaf-not-first"],
  ];

  /** What a client finds that knows the root: the first certificate is the server's, the rest is there to help. */
  function verdictsOf(cases: readonly { readonly bundle: readonly Made[]; readonly time: number }[]) {
    const questions = cases.map(({ bundle: [first, ...rest], time }, at) => {
      const pem = rest.map((it) => it.pem).join("");
      const untrusted = rest.length === 0 ? [] : ["-untrusted", workshop.write(`rest-${at}.pem`, pem)];
      const when = String(Math.floor(time / 1000));
      const fixed = ["-no-CApath", "-CAfile", root.file, "-purpose", "sslserver", "-attime", when];
      return ["verify", ...fixed, ...untrusted, first!.file];
    });
    return workshop.askAll(questions).map((it) => it.ok);
  }

  test("there are enough of them", () => {
    expect(chains.length).toBeGreaterThanOrEqual(60);
  });

  test("chains: complete and incomplete, in every order (openssl verify)", async () => {
    const openssl = verdictsOf(chains.map(([bundle]) => ({ bundle, time: clock })));
    const ours = await Promise.all(chains.map(([bundle]) => flawOf(bundle)));
    expect(ours).toEqual(chains.map(([, flaw]) => flaw));
    // OpenSSL sorts what it is given, as most clients do.
    expect(openssl).toEqual(ours.map((it) => it === "none" || it === "order"));
  });

  test("times (openssl verify -attime)", async () => {
    const bundles = [
      [expired, upper],
      [early, upper],
      [underEnding, ending],
      [shortLived, upper, root],
    ];
    const times = [-2, 0, 4, 6, 9, 11, 39, 41].map((days) => clock + days * DAY + HOUR);
    const cases = bundles.flatMap((bundle) => times.map((time) => ({ bundle, time })));
    const openssl = verdictsOf(cases);
    const ours = await Promise.all(cases.map(({ bundle, time }) => isOutOfTime(bundle, time)));
    expect(ours).toEqual(openssl.map((it) => !it));
    expect(new Set(ours).size).toBe(2);
  });

  test("the end to the second, and what is left of it (openssl x509 -checkend)", async () => {
    const end = clock + 40 * DAY;
    expect(await isOutOfTime([shortLived, upper], end)).toBe(false);
    expect(await isOutOfTime([shortLived, upper], end + 1000)).toBe(true);
    const seconds = [0, HOUR, 39.9 * DAY, 40.1 * DAY, 400 * DAY].map((it) => Math.floor(it / 1000));
    const cases = [expired, shortLived, underRoot].flatMap((own) => seconds.map((left) => ({ own, left })));
    const openssl = workshop.askAll(
      cases.map(({ own, left }) => ["x509", "-in", own.file, "-noout", "-checkend", String(left)]),
    );
    const ours = await Promise.all(
      cases.map(({ own, left }) => isOutOfTime([own, upper], clock + left * 1000)),
    );
    expect(ours).toEqual(openssl.map((it) => !it.ok));
  });

  test("a certificate without a subject is read all the same", async () => {
    const nameless = make({
      name: "",
      key: "ec/4",
      issuer: upper,
      dns: ["shop.example.com"],
      to: clock - DAY,
    });
    expect(await flawOf([nameless])).toBe("missing");
    expect(await isOutOfTime([nameless], clock)).toBe(true);
    const empty = make({ name: "", key: "ec/4" });
    const [bundle] = bundlesOf(await projectWith([empty])).all;
    const { name, issuerName, isSelfSigned } = bundle!.certificates[0]!;
    expect([name, issuerName, isSelfSigned]).toEqual(["(no name)", "(no name)", true]);
  });

  test("names (openssl x509 -checkhost)", async () => {
    const own = { key: "ec/4", issuer: upper } as const;
    const certificates = [
      underRoot,
      make({ ...own, name: "any", dns: ["*.example.com", "example.com", "API.example.org"] }),
      make({ ...own, name: "cn.example.com" }),
      make({ ...own, name: "cn.example.com", dns: ["*.eu.example.com", "xn--mnchen-3ya.example.com"] }),
    ];
    const hosts = [
      "shop.example.com",
      "SHOP.example.COM",
      "example.com",
      "a.shop.example.com",
      "a.eu.example.com",
      "eu.example.com",
      "api.example.org",
      "cn.example.com",
      "xn--mnchen-3ya.example.com",
      "shop.example.com.evil.org",
      "shopXexample.com",
    ];
    const answers = workshop.askAll(
      certificates.flatMap((it) =>
        hosts.map((host) => ["x509", "-in", it.file, "-noout", "-checkhost", host]),
      ),
    );
    const bundles = await Promise.all(
      certificates.map(async (it) => bundlesOf(await projectWith([it])).all[0]!),
    );
    const ours = bundles.flatMap((it) => hosts.map((host) => `${host}: ${it.certificates[0]!.covers(host)}`));
    const openssl = answers.map(
      ({ output }, at) => `${hosts[at % hosts.length]}: ${output.includes("does match certificate")}`,
    );
    expect(ours).toEqual(openssl);
    expect(openssl.filter((it) => it.endsWith("true")).length).toBeGreaterThan(8);
  });
});
