import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Whether openssl is there to make certificates with and to be asked. */
export const hasOpenssl: boolean = spawnSync("openssl", ["version"]).status === 0;

/** Test name for a suite that needs openssl: says why the suite is skipped, when it is. */
export function withOpenssl(name: string): string {
  return hasOpenssl ? name : `${name} (skipped: no openssl on the PATH)`;
}

/** Arguments of `openssl genpkey` by the name that tests use. */
const kinds = {
  rsa: ["-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048"],
  "rsa-1024": ["-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:1024"],
  ec: ["-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256"],
  "ec-192": ["-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:prime192v1"],
  ed25519: ["-algorithm", "ED25519"],
} as const;

export type KeyKind = keyof typeof kinds;

/** What a certificate is to be like. */
export interface Wanted {
  readonly name: string;
  /** The kind, and a number where two of one kind are to differ: `ec`, `ec/2`. */
  readonly key: KeyKind | `${KeyKind}/${number}`;
  /** Undefined: itself. */
  readonly issuer?: Made | undefined;
  readonly ca?: boolean;
  readonly dns?: readonly string[];
  /** In milliseconds since the epoch. */
  readonly from?: number;
  readonly to?: number;
  readonly digest?: string;
  /** Further lines of an extension section. */
  readonly extensions?: readonly string[];
}

/** A certificate on disk, with the key it was made for. */
export interface Made {
  readonly pem: string;
  readonly file: string;
  readonly keyFile: string;
}

/** A folder in which openssl makes keys and certificates; they never leave it. Keys are made once each. */
export class Workshop {
  readonly folder = mkdtempSync(join(tmpdir(), "ingress-lint-tls-"));
  readonly #keys = new Map<string, string>();
  #made = 0;

  /** Runs openssl; throws when it fails. */
  run(...args: string[]): string {
    return execFileSync("openssl", args, {
      cwd: this.folder,
      encoding: "utf8",
      stdio: ["ignore", "pipe", "pipe"],
    });
  }

  /**
   * Asks openssl many things: whether each exits with 0, and all that it prints. One shell runs them one after the other, because starting a process costs a large
   * one like this much more.
   */
  askAll(
    questions: readonly (readonly string[])[],
  ): readonly { readonly ok: boolean; readonly output: string }[] {
    const mark = "=== answer ";
    const lines = questions.map((it) => {
      const words = it.map((word) => `'${word.replaceAll("'", "'\\''")}'`);
      return `openssl ${words.join(" ")} 2>&1; echo "${mark}$?"`;
    });
    const { stdout } = spawnSync("sh", { cwd: this.folder, encoding: "utf8", input: lines.join("\n") });
    const answers = [...stdout.matchAll(/([\s\S]*?)=== answer (\d+)\n/g)];
    if (answers.length !== questions.length)
      throw new Error(`openssl was asked ${questions.length} things: ${stdout}`);
    return answers.map((it) => ({ ok: it[2] === "0", output: it[1]! }));
  }

  /** Writes a file of the folder; gives its path. */
  write(name: string, text: string): string {
    const file = join(this.folder, name);
    writeFileSync(file, text);
    return file;
  }

  /** File of a private key. */
  key(name: Wanted["key"]): string {
    let file = this.#keys.get(name);
    if (file === undefined) {
      file = join(this.folder, `${name.replace("/", "-")}.key`);
      this.run("genpkey", ...kinds[name.split("/")[0] as KeyKind], "-out", file);
      this.#keys.set(name, file);
    }
    return file;
  }

  /** Makes a certificate. Only `openssl ca` takes dates in all releases since 1.1. */
  make(wanted: Wanted): Made {
    const { name, issuer, ca = false, dns = [], extensions = [] } = wanted;
    this.#made += 1;
    const id = `c${this.#made}`;
    mkdirSync(join(this.folder, id));
    this.write(`${id}/index`, "");
    const lines = [
      `basicConstraints=critical,CA:${ca ? "TRUE" : "FALSE"}`,
      ...(ca ? ["keyUsage=critical,keyCertSign,cRLSign"] : []),
      ...(dns.length > 0 ? [`subjectAltName=${dns.map((it) => `DNS:${it}`).join(",")}`] : []),
      ...extensions,
    ];
    const config = this.write(
      `${id}/config`,
      `[ca]\ndefault_ca=d\n[d]\nnew_certs_dir=${id}\ndatabase=${id}/index\nrand_serial=yes\npolicy=p\n[p]\ncommonName=optional\n[e]\n${lines.join("\n")}\n[req]\ndistinguished_name=n\n[n]\n`,
    );
    const keyFile = this.key(wanted.key);
    const request = this.#request(keyFile, config);
    const signer =
      issuer === undefined
        ? ["-selfsign", "-keyfile", keyFile]
        : ["-cert", issuer.file, "-keyfile", issuer.keyFile];
    const isEd = (issuer?.keyFile ?? keyFile).includes("ed25519");
    const from = wanted.from ?? Date.UTC(2020, 0, 1);
    const to = wanted.to ?? Date.UTC(2120, 0, 1);
    const file = join(this.folder, id, "certificate.pem");
    const values = {
      config,
      extensions: "e",
      in: request,
      out: file,
      subj: name === "" ? "/" : `/CN=${name}`,
      md: isEd ? "default" : (wanted.digest ?? "sha256"),
      startdate: asn1(from),
      enddate: asn1(to),
    };
    const options = Object.entries(values).flatMap(([option, value]) => [`-${option}`, value]);
    this.run("ca", ...signer, "-batch", "-notext", ...options);
    return { pem: readFileSync(file, "utf8"), file, keyFile };
  }

  /** A request for a key, made once: the name is given with the certificate. */
  #request(keyFile: string, config: string): string {
    const file = `${keyFile}.request`;
    if (!existsSync(file))
      this.run("req", "-new", "-config", config, "-key", keyFile, "-subj", "/CN=any", "-out", file);
    return file;
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** A time as `openssl ca` takes it: `20260131090000Z`. */
function asn1(time: number): string {
  return `${new Date(time).toISOString().slice(0, 19).replace(/[-:T]/g, "")}Z`;
}
