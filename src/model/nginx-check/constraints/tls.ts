import type { Directive } from "../../../parsers/nginx/directive.ts";
import { inForce, type Scope } from "../../nginx-scope.ts";
import type { DirectiveFlaw } from "../flaw.ts";
import { httpSockets } from "./sockets.ts";
import { firstValue, flawAt, type Theme, type View } from "./view.ts";

/** Certificates that hold for a server: a level that names any hides those outside. */
function certificatesOf(server: Scope): readonly Directive[] {
  return inForce(server, "ssl_certificate");
}

function isOn(directive: Directive | undefined): boolean {
  return firstValue(directive).toLowerCase() === "on";
}

/** `ngx_http_ssl_merge_srv_conf`: what a server with certificates has to have besides. */
function* checkServer(server: Scope, view: View): Generator<DirectiveFlaw> {
  if (!view.whole) return;
  const certificates = certificatesOf(server);
  const last = certificates.at(-1);
  const reject = isOn(server.find("ssl_reject_handshake"));
  if (last !== undefined && inForce(server, "ssl_certificate_key").length < certificates.length) {
    yield flawAt(
      last,
      "ssl-certificate-key",
      `no "ssl_certificate_key" is defined for certificate "${firstValue(last)}"`,
      "Set 'ssl_certificate_key', once for each certificate.",
    );
    return;
  }
  if (last === undefined && !reject) return;
  yield* checkClients(server, view);
}

function* checkClients(server: Scope, view: View): Generator<DirectiveFlaw> {
  const verify = server.find("ssl_verify_client");
  const mode = firstValue(verify);
  const trusted = server.find("ssl_trusted_certificate") !== undefined;
  // Until 1.27.2 the trusted certificates did not do.
  const trustCounts = !view.isBefore("1.27.2");
  if (
    verify !== undefined &&
    (mode === "on" || mode === "optional") &&
    server.find("ssl_client_certificate") === undefined &&
    !(trusted && trustCounts)
  ) {
    yield flawAt(
      verify,
      "ssl-verify-client",
      "no ssl_client_certificate for ssl_verify_client",
      "Set 'ssl_client_certificate' to the file of the authorities that sign clients' certificates.",
    );
  }
  const ocsp = server.find("ssl_ocsp");
  if (ocsp !== undefined && firstValue(ocsp) !== "off" && mode === "optional_no_ca") {
    yield flawAt(
      ocsp,
      "ssl-ocsp",
      '"ssl_ocsp" is incompatible with "ssl_verify_client optional_no_ca"',
      "Use 'ssl_verify_client on' or 'optional', or turn 'ssl_ocsp' off.",
    );
  }
}

/** Every socket with TLS needs a certificate in its default server (`ngx_http_ssl_init`). */
function* checkSockets(view: View): Generator<DirectiveFlaw> {
  if (!view.whole) return;
  const reported = new Set<Scope>();
  for (const socket of httpSockets(view).values()) {
    const secure = socket.uses.find((it) => it.parameters.has("ssl") || it.parameters.has("quic"));
    const chosen = socket.uses.find(
      (it) => it.parameters.has("default_server") || it.parameters.has("default"),
    );
    const fallback = (chosen ?? socket.uses[0])?.server;
    if (secure === undefined || fallback === undefined || certificatesOf(fallback).length > 0) continue;
    const kind = secure.parameters.has("quic") ? "quic" : "ssl";
    const rejects = isOn(fallback.find("ssl_reject_handshake"));
    const bare = rejects
      ? socket.uses.find(
          (it) => certificatesOf(it.server).length === 0 && !isOn(it.server.find("ssl_reject_handshake")),
        )?.server
      : fallback;
    if (bare === undefined || reported.has(bare) || setsCertificatesOtherwise(bare)) continue;
    reported.add(bare);
    yield flawAt(
      bare.own("listen")[0]?.args[0] ?? bare.block ?? view.config.directives[0]!,
      "ssl-certificate",
      `no "ssl_certificate" is defined for the "listen ... ${kind}" directive`,
      "Set 'ssl_certificate' and 'ssl_certificate_key' in this server or on the http level.",
      {
        explanation: rejects
          ? `The default server of ${socket.key} refuses handshakes, so that every other server there needs a certificate`
          : `This server is the default of ${socket.key}, which speaks TLS`,
      },
    );
  }
}

/** Modules that bring certificates of their own. */
function setsCertificatesOtherwise(server: Scope): boolean {
  return server.find("acme_certificate") !== undefined || server.find("js_certificate") !== undefined;
}

/** Words that OpenSSL's cipher lists know besides the names of ciphers, which hold dashes or underscores. */
const cipherWord =
  /^(?:ALL|COMPLEMENTOFALL|DEFAULT|COMPLEMENTOFDEFAULT|HIGH|MEDIUM|LOW|EXP(?:ORT)?\d*|FIPS|PROFILE=.*|[ae]NULL|NULL|[ka]?(?:RSA|DHE?|EDH|ECDHE?|EECDH|DSS|ECDSA|PSK|GOST(?:\d\d)?|SRP|RSAPSK|ECDHEPSK|DHEPSK)|ADH|AECDH|kDHr|kDHd|kECDHr|kECDHe|TLSv1(?:\.\d)?|SSLv[23]|AES(?:128|256)?|AESGCM|AESCCM\d?|CAMELLIA(?:128|256)?|CHACHA20|3?DES|RC[24]|IDEA|SEED|MD5|SHA(?:1|256|384)?|ARIA(?:128|256)?|ARIAGCM|GOST\w*|CBC|STREEBOG\w*|SUITEB\w*|DEFAULT:.*)$/;

function* checkCiphers(directive: Directive, scope: Scope, view: View): Generator<DirectiveFlaw> {
  const list = directive.args[0];
  if (list === undefined || !view.whole || scope.context !== "server" || certificatesOf(scope).length === 0)
    return;
  // A name with a dash, an underscore, '+' or '@' may be a cipher of some build.
  const words = list.value.split(/[: ,]/).filter((it) => it !== "");
  if (
    words.length === 0 ||
    !words.every((it) => /^\w[\w.]*$/.test(it) && !it.includes("_") && !cipherWord.test(it))
  )
    return;
  yield flawAt(
    list,
    "ssl-ciphers",
    `SSL_CTX_set_cipher_list("${list.value}") failed`,
    "Name ciphers that OpenSSL knows ('openssl ciphers' lists them), such as 'HIGH:!aNULL'.",
  );
}

/** TLS of http servers. */
export const tlsTheme: Theme = {
  http: { ssl_ciphers: checkCiphers },
  levels: [{ about: ["ssl_certificate", "ssl_reject_handshake"], contexts: ["server"], check: checkServer }],
  config: checkSockets,
};
