import type { Finding } from "../../../src/engine/finding.ts";
import { defineRule } from "../../../src/engine/rule.ts";
import { upstreamTimeouts } from "../../../src/knowledge/upstream-timeouts.ts";
import { timeInForce } from "../../../src/model/effective-directive.ts";
import type { NginxConfig } from "../../../src/model/nginx-config.ts";
import { allScopes, type Scope } from "../../../src/model/nginx-scope.ts";
import type { Project } from "../../../src/model/project.ts";
import { type Known, known } from "../../../src/model/value.ts";
import { labelOfLevel } from "../../_shared/level-label.ts";

export default defineRule({
  id: "grpc-stream-timeout",
  subject: "nginx",
  severity: "warning",
  preset: "recommended",
  summary: "A gRPC backend has the timeouts of short requests: streams that are quiet for a minute are cut.",
  why: "A gRPC stream may be silent for long; nginx ends it with 504 or a reset, and clients see 'Unavailable' again and again.",
  references: [
    "https://nginx.org/en/docs/http/ngx_http_grpc_module.html#grpc_read_timeout",
    "https://nginx.org/en/docs/http/ngx_http_core_module.html#client_body_timeout",
    "https://kubernetes.github.io/ingress-nginx/examples/grpc/",
  ],
  lessons: [15],

  *check(config, { project }) {
    for (const scope of allScopes(config)) {
      const pass = scope.own("grpc_pass")[0];
      if (pass === undefined) continue;
      const read = timeInForce(scope, "grpc_read_timeout", upstreamTimeouts.defaultSeconds);
      // A stream that only the server speaks on needs this one alone; who raised it has thought of streams.
      if (read.state === "unknown" || read.value === 0 || read.value > upstreamTimeouts.defaultSeconds)
        continue;
      yield finding(scope, read, config, project);
    }
  },
});

function finding(scope: Scope, read: Known<number>, config: NginxConfig, project: Project): Finding {
  const pass = scope.own("grpc_pass")[0]!;
  const { ingress } = config;
  const who =
    config.kind === "rendered" && ingress !== undefined
      ? `gRPC backends of ${ingress.label}`
      : `The gRPC backend of ${labelOfLevel(scope)}`;
  const others = [
    ["grpc_send_timeout", "requests to the backend"],
    ["client_body_timeout", "requests of clients"],
  ].flatMap(([name]) => {
    const value = known(timeInForce(scope, name!, upstreamTimeouts.defaultSeconds));
    return value !== undefined && value <= upstreamTimeouts.defaultSeconds && value > 0 ? [`'${name}'`] : [];
  });
  const byDefault = read.state === "default" ? " by default" : "";
  return {
    at: read.state === "explicit" ? read.origin : pass.origin,
    message: `${who}: a stream that is silent for ${read.value}s is ended, by 'grpc_read_timeout'${byDefault}.`,
    help: helpFor(config, project, others),
    ...(read.state === "explicit"
      ? { related: [{ at: pass.origin, message: "Requests go to gRPC here." }] }
      : {}),
    key: labelOfLevel(scope),
  };
}

function helpFor(config: NginxConfig, project: Project, others: readonly string[]): string {
  const product = config.controller?.product ?? (config.ingress && project.productOf(config.ingress));
  const also = (names: readonly string[]) =>
    names.length === 0 ? "" : `, and ${names.join(" and ")} for streams of clients`;
  if (product === undefined)
    return `Set 'grpc_read_timeout' to the longest silence of a stream, such as 1h${also(others)}.`;
  const unit = product === "f5-nic" ? "1h" : "3600";
  return `Set 'proxy-read-timeout' to the longest silence of a stream, such as "${unit}"${also(["'proxy-send-timeout'", "'client-body-timeout' of the ConfigMap"].slice(0, product === "f5-nic" ? 1 : 2))}.`;
}
