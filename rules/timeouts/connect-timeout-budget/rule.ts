import type { Finding } from "../../../src/engine/finding.ts";
import { defineRule } from "../../../src/engine/rule.ts";
import { upstreamTimeouts } from "../../../src/knowledge/upstream-timeouts.ts";
import { isWholeOutwards, timeOfDirective } from "../../../src/model/effective-directive.ts";
import { directiveNames, type NginxConfig } from "../../../src/model/nginx-config.ts";
import { allScopes } from "../../../src/model/nginx-scope.ts";
import { concernsRequests, passOf } from "../../../src/model/passes.ts";
import type { Project } from "../../../src/model/project.ts";
import { writeTimeout } from "../../_shared/timeout-setting.ts";

export default defineRule({
  id: "connect-timeout-budget",
  subject: "nginx",
  severity: "warning",
  preset: "recommended",
  summary: "A backend gets too long to accept a connection.",
  why: "A backend that is gone holds every request that long; clients give up, retry, and the waiting requests fill nginx's connections.",
  references: [
    "https://nginx.org/en/docs/http/ngx_http_proxy_module.html#proxy_connect_timeout",
    "https://kubernetes.github.io/ingress-nginx/user-guide/nginx-configuration/annotations/#custom-timeouts",
    "https://docs.nginx.com/nginx-ingress-controller/configuration/ingress-resources/advanced-configuration-with-annotations/",
  ],
  lessons: [7],
  options: {
    budgetSeconds: {
      type: "integer",
      default: 5,
      strict: 2,
      minimum: 1,
      description: "Longest time to connect that is accepted, in seconds.",
    },
    includeDefaults: {
      type: "boolean",
      default: false,
      strict: true,
      description: "Judge values that nobody wrote too: nginx's 60s, or the controller's.",
    },
  },

  *check(config, { options, project }) {
    yield* written(config, project, options.budgetSeconds, options.includeDefaults);
    if (options.includeDefaults && config.kind !== "rendered") yield* left(config, options.budgetSeconds);
  },
});

function* written(
  config: NginxConfig,
  project: Project,
  budget: number,
  includeDefaults: boolean,
): Generator<Finding> {
  const names = directiveNames(config);
  const set = upstreamTimeouts.families
    .map((family) => ({ family, name: `${family}_connect_timeout` }))
    .filter(({ name }) => names.has(name));
  if (set.length === 0) return;
  for (const scope of allScopes(config)) {
    for (const { family, name } of set) {
      const directive = scope.own(name).at(-1);
      if (directive === undefined) continue;
      const time = timeOfDirective(directive);
      if (time.state === "unknown" || time.value <= budget) continue;
      if ((time.state === "default" && !includeDefaults) || !concernsRequests(scope, family)) continue;
      yield {
        at: time.origin,
        message: `Backends have ${time.value}s to accept a connection${time.state === "default" ? " by default" : ""}, above the budget of ${budget}s.`,
        help: `Set ${writeTimeout(directive, config, project, budget)} or less.`,
      };
    }
  }
}

/** Requests that go out with nginx's own default: one finding for the configuration, at the first of them. */
function* left(config: NginxConfig, budget: number): Generator<Finding> {
  const { defaultSeconds } = upstreamTimeouts;
  if (defaultSeconds <= budget) return;
  for (const scope of allScopes(config)) {
    const pass = passOf(scope);
    if (pass === undefined) continue;
    const name = `${pass.family}_connect_timeout`;
    if (scope.find(name) !== undefined || !isWholeOutwards(scope)) continue;
    yield {
      at: pass.directive.origin,
      message: `Nothing sets '${name}': backends have ${defaultSeconds}s to accept a connection, above the budget of ${budget}s.`,
      help: `Set '${name} ${budget}s' or less, for every server in 'http'.`,
    };
    return;
  }
}
