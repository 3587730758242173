import { describe, expect, test } from "@jest/globals";
import { diffConfigs } from "../../src/render/diff.ts";
import { renderController } from "../../src/render/render-controller.ts";
import { sourceOf } from "../../src/render/source.ts";
import { writeNginx } from "../../src/render/write.ts";
import { nginxAvailable, nginxTest, withNginx } from "../nginx-oracle.ts";
import { configMapOf, deploymentOf, ingressOf, projectOf } from "./project-of.ts";
import { stubbed } from "./stubs.ts";

function render(...documents: readonly string[]) {
  const project = projectOf([deploymentOf("1.12.1"), ...documents].join("---\n"));
  return renderController(project, project.controllers[0]!);
}

function changes(before: readonly string[], after: readonly string[]): readonly string[] {
  return diffConfigs(render(...before), render(...after)).map((it) => {
    const values = it.isBlock ? (it.after === undefined ? "goes" : "comes") : `${it.before} → ${it.after}`;
    return `${[...it.scope.slice(1), it.directive].join(" / ")}: ${values}`;
  });
}

describe("what changes between two configurations", () => {
  test("nothing, where the same comes out", () => {
    const [a, b] = [configMapOf({}), configMapOf({ "keep-alive": "75", "proxy-buffers-number": "four" })];
    expect(changes([a], [b])).toEqual([]);
  });

  test("a value, in its block", () => {
    expect(changes([configMapOf({})], [configMapOf({ "keep-alive": "10" })])).toEqual([
      "keepalive_timeout: 75s → 10s",
    ]);
  });

  test("one of several directives of a name, by its first word", () => {
    const map = configMapOf({});
    const header = ingressOf({ "connection-proxy-header": "close" });
    expect(changes([map, ingressOf({})], [map, header])).toEqual([
      "server api.example.com / location / / proxy_set_header: Connection $connection_upgrade → Connection close",
    ]);
  });

  test("directives and whole servers that come and go", () => {
    const map = configMapOf({ "use-gzip": "true" });
    const found = changes(
      [map, ingressOf({})],
      [configMapOf({}), ingressOf({}, "x").replace("api.", "www.")],
    );
    expect(found).toContain("gzip: on → undefined");
    expect(found).toContain("server www.example.com: comes");
    expect(found).toContain("server api.example.com: goes");
  });

  test("everything, where one side has no such controller", () => {
    const config = render(configMapOf({}));
    expect(diffConfigs(undefined, config).find((it) => it.directive === "http")).toMatchObject({
      isBlock: true,
      before: undefined,
    });
  });
});

(nginxAvailable ? describe : describe.skip)(withNginx("a configuration with its origins"), () => {
  test("is what nginx reads, whatever stands in an ignored value", () => {
    const config = render(configMapOf({ "keep-alive": "60s\n}\u2028;" }), ingressOf({ "limit-rps": "5" }));
    const text = writeNginx(config.directives, { comment: (it) => sourceOf(it, config) });
    expect(text).toContain(
      "keepalive_timeout 75s;  # default of ingress-nginx v1.12.1, the ConfigMap's '60s } ;' is ignored",
    );
    expect(nginxTest(stubbed(text)).message).toBe("");
  });
});
