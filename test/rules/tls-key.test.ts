import { readFileSync } from "node:fs";
import { afterAll, describe, expect, test } from "@jest/globals";
import { rules } from "../../rules/index.ts";
import tlsKey from "../../rules/tls/tls-key/rule.ts";
import { lint } from "../../src/index.ts";
import type { IncludeHost } from "../../src/parsers/nginx/include.ts";
import { memoryHost } from "../../src/parsers/nginx/include.ts";
import { type ReportContext, type ReporterName, reporters } from "../../src/reporters/reporter.ts";
import { textOfFile } from "../../src/text/origin.ts";
import { SourceFile } from "../../src/text/source-file.ts";
import { nginxAvailable, nginxTest, withNginx } from "../nginx-oracle.ts";
import { hasOpenssl, type KeyKind, Workshop, withOpenssl } from "../support/openssl.ts";
import { projectOf } from "../support/project-of.ts";

const suite = hasOpenssl ? describe : describe.skip;
const kinds = ["rsa", "ec", "ed25519"] as const satisfies readonly KeyKind[];

const indented = (pem: string) => pem.trimEnd().replaceAll("\n", "\n    ");
const secretOf = (certificate: string, key: string) =>
  `apiVersion: v1\nkind: Secret\nmetadata: { name: shop-tls, namespace: shop }\nstringData:\n  tls.crt: |\n    ${indented(certificate)}\n  tls.key: |\n    ${indented(key)}\n`;
const encodedSecretOf = (certificate: string, key: string) =>
  `{"apiVersion":"v1","kind":"Secret","metadata":{"name":"shop-tls"},"data":{"tls.crt":"${base64(certificate)}","tls.key":"${base64(key)}"}}`;
const base64 = (text: string) => Buffer.from(text).toString("base64");

const conf = `events {}
http {
    server {
        listen 127.0.0.1:8443 ssl;
        server_name shop.example.com;
        ssl_certificate shop.pem;
        ssl_certificate_key shop.key;
    }
}
`;

suite(withOpenssl("tls-key"), () => {
  const workshop = new Workshop();
  afterAll(() => workshop.remove());
  const certificates = kinds.map((key) => workshop.make({ name: `${key}.example.com`, key }));
  const keyTexts = kinds.map((key) => readFileSync(workshop.key(key), "utf8"));
  const other = readFileSync(workshop.key("ec/2"), "utf8");

  async function findingsOf(files: Readonly<Record<string, string>>, includeHost?: IncludeHost) {
    const project = await projectOf(files, { includeHost });
    return [...tlsKey.check(project, { options: {}, project, change: undefined })];
  }

  test("a key belongs to the certificate that has its public half, whatever its kind", async () => {
    const keys = [...kinds, "ec/2"] as const;
    const publicHalves = workshop
      .askAll([
        ...certificates.map((it) => ["x509", "-in", it.file, "-noout", "-pubkey"]),
        ...keys.map((it) => ["pkey", "-in", workshop.key(it), "-pubout"]),
      ])
      .map((it) => it.output);
    for (const [at, certificate] of certificates.entries()) {
      for (const [index, key] of [...keyTexts, other].entries()) {
        const belongs = publicHalves[at] === publicHalves[kinds.length + index];
        const found = await findingsOf({ "secret.yaml": secretOf(certificate.pem, key) });
        expect([kinds[at], keys[index], found.length]).toEqual([kinds[at], keys[index], belongs ? 0 : 1]);
      }
    }
  });

  test("both kinds are named where they differ", async () => {
    const [found] = await findingsOf({ "secret.yaml": secretOf(certificates[0]!.pem, keyTexts[2]!) });
    expect(found?.message).toBe(
      "The private key in Secret 'shop/shop-tls' does not belong to the certificate of 'rsa.example.com' (Ed25519 key, RSA certificate).",
    );
    const at = (place = found!.at.place()) => place.file.text.slice(place.span.start, place.span.end);
    expect(at()).toBe("tls.crt");
    expect(at(found!.related![0]!.at.place())).toBe("tls.key");
  });

  test("a key in the form of its kind, or one that belongs to a later certificate, is accepted", async () => {
    const traditional = workshop.askAll([["rsa", "-in", workshop.key("rsa"), "-traditional"]])[0]!.output;
    const own = traditional.slice(traditional.indexOf("-----BEGIN"));
    expect(own).toContain("RSA PRIVATE KEY");
    const bundle = certificates[1]!.pem + certificates[0]!.pem;
    for (const pem of [certificates[0]!.pem, bundle])
      expect(await findingsOf({ "secret.yaml": secretOf(pem, own) })).toEqual([]);
  });

  test("passphrases are reported, keys that cannot be read are not", async () => {
    const pass = ["-passout", "pass:correct-horse"];
    const file = workshop.key("rsa");
    const [modern, old] = workshop.askAll([
      ["pkey", "-in", file, "-aes256", ...pass],
      ["rsa", "-in", file, "-aes256", "-traditional", ...pass],
    ]);
    for (const { output } of [modern!, old!]) {
      const [found, second] = await findingsOf({ "secret.yaml": secretOf(certificates[0]!.pem, output) });
      expect([found?.message, second]).toEqual([
        "The private key in Secret 'shop/shop-tls' is protected by a passphrase, which no reader of a Secret can ask for.",
        undefined,
      ]);
    }
    const redacted = keyTexts[0]!.replace(/\n[\s\S]*\n(?=-----END)/, "\nREDACTED\n");
    expect(await findingsOf({ "secret.yaml": secretOf(certificates[0]!.pem, redacted) })).toEqual([]);
  });

  test("SHA-1 and short keys of intermediates count, those of a root that signed itself do not", async () => {
    const root = workshop.make({ name: "Example Root CA", key: "ec/2", ca: true, digest: "sha1" });
    const weak = workshop.make({
      name: "Example Intermediate CA",
      key: "rsa-1024",
      ca: true,
      issuer: root,
      digest: "sha1",
    });
    const leaf = workshop.make({ name: "shop.example.com", key: "rsa", issuer: weak });
    const pem = leaf.pem + weak.pem + root.pem;
    const found = await findingsOf({ "secret.yaml": secretOf(pem, keyTexts[0]!) });
    expect(found.map((it) => it.message.replace(/^.*' (?=has|is)/, ""))).toEqual([
      "has an RSA key of 1024 bits; clients and OpenSSL ask for 2048 or more.",
      "is signed with SHA-1, which clients and OpenSSL refuse.",
    ]);
  });

  const nginxTestCase = nginxAvailable ? test : test.skip;
  nginxTestCase(
    withNginx(
      "nginx refuses a key that the rule reports; one of another kind it takes, for handshakes that fail",
    ),
    async () => {
      const encrypted = workshop.askAll([
        ["pkey", "-in", workshop.key("rsa"), "-aes256", "-passout", "pass:correct-horse"],
      ])[0]!.output;
      const cases = [
        [certificates[0]!.pem, keyTexts[0]!, true, true],
        [certificates[1]!.pem, keyTexts[1]!, true, true],
        [certificates[2]!.pem, keyTexts[2]!, true, true],
        [certificates[1]!.pem, other, false, false],
        [certificates[0]!.pem, other, false, true],
        [certificates[0]!.pem, encrypted, false, false],
      ] as const;
      for (const [pem, key, isGood, accepted] of cases) {
        const files = { "shop.pem": pem, "shop.key": key };
        const host = memoryHost(
          new Map(
            Object.entries(files).map(([path, text]) => [path, textOfFile(new SourceFile(path, text))]),
          ),
        );
        const found = await findingsOf({ "nginx.conf": conf }, host);
        expect([found.length === 0, nginxTest(conf, { files }).ok]).toEqual([isGood, accepted]);
      }
    },
  );

  test("no report holds any part of a key", async () => {
    const texts = [
      secretOf(certificates[0]!.pem, other),
      encodedSecretOf(certificates[0]!.pem, other),
      secretOf(certificates[1]!.pem, keyTexts[0]!),
    ];
    const files = texts.map((text, at) => ({
      kind: "yaml" as const,
      root: ".",
      file: new SourceFile(`${at}.yaml`, text),
    }));
    const result = await lint(files, { presets: ["strict"] });
    expect(result.results.filter((it) => it.ruleId === "tls-key").length).toBe(3);
    const context: ReportContext = {
      rules,
      toolVersion: "0.0.0",
      informationUri: "https://example.com",
      color: false,
      width: 100,
      verbose: true,
      root: "/",
      arguments: [],
      executionSuccessful: true,
      helpUri: () => "https://example.com",
    };
    const pieces = [other, keyTexts[0]!].flatMap((key) =>
      [
        ...key
          .replace(/-----.*-----/g, "")
          .trim()
          .split("\n"),
        base64(key),
      ].map((it) => it.slice(0, 24)),
    );
    for (const name of Object.keys(reporters) as ReporterName[]) {
      const report = await (await reporters[name]())(result, context);
      expect(pieces.filter((it) => report.includes(it))).toEqual([]);
    }
  });
});
