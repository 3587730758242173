import { describe, expect, test } from "@jest/globals";
import { rootScope, type Scope } from "../../src/model/nginx-scope.ts";
import { renderedConfigs } from "../../src/render/render.ts";
import { writeNginx } from "../../src/render/write.ts";
import { nginxAvailable, nginxTest, nginxTestAll, withNginx } from "../nginx-oracle.ts";
import { symmetryOf } from "../rules/check-nginx.ts";
import { pick, randomFrom } from "../rules/random-buffers.ts";
import { configMapOf, deploymentOf, ingressOf, projectOf } from "./project-of.ts";

const suite = nginxAvailable ? describe : describe.skip;

/** The one location of the last configuration of a project. */
function locationOf(...documents: readonly string[]): Scope {
  const config = renderedConfigs(projectOf(documents.join("---\n"))).at(-1)!;
  const http = rootScope(config).children.find((it) => it.context === "http")!;
  return http.children.find((it) => it.context === "server")!.children[0]!;
}

function printedIn(scope: Scope, name: string): string | undefined {
  return scope
    .find(name)
    ?.args.map((it) => it.value)
    .join(" ");
}

describe("ingress-nginx", () => {
  test("an annotation overrides the ConfigMap, which overrides the default", () => {
    const map = configMapOf({ "proxy-buffer-size": "8k", "proxy-buffering": "on" });
    const location = locationOf(deploymentOf("1.9.4"), map, ingressOf({ "proxy-buffer-size": "16k" }));
    expect(printedIn(location, "proxy_buffer_size")).toBe("16k");
    expect(printedIn(location, "proxy_buffers")).toBe("4 16k");
    expect(printedIn(location, "proxy_buffering")).toBe("on");
    expect(printedIn(location, "proxy_max_temp_file_size")).toBe("1024m");
  });

  test("points to the key, the annotation, or the controller whose default it is", () => {
    const map = configMapOf({ "proxy-buffer-size": "8k" });
    const location = locationOf(deploymentOf("1.9.4"), map, ingressOf({ "proxy-buffers-number": "8" }));
    const [number, size] = location.find("proxy_buffers")!.args;
    expect(number!.origin.place().resource).toBe("Ingress/shop/checkout");
    expect(size!.origin.place().attribute).toBe('data["proxy-buffer-size"]');
    const busy = location.find("proxy_max_temp_file_size")!.args[0]!;
    expect(busy.origin.place().resource).toBe("Deployment/ingress-nginx/ingress-nginx-controller");
  });

  test.each([
    ["1.9.4", "32k", "32k", undefined],
    ["1.13.0", undefined, undefined, "8k"],
    ["1.13.0", "32k", undefined, "32k"],
    ["1.13.1", "32k", undefined, undefined],
    ["1.13.1", "32k", "16k", "16k"],
    ["1.13.2", undefined, undefined, undefined],
    ["1.13.2", "32k", undefined, "32k"],
    ["1.15.1", "32k", "16k", "16k"],
  ])(
    "v%s with busy size %s in the ConfigMap and %s as annotation prints %s",
    (version, key, annotation, printed) => {
      const map = configMapOf(key === undefined ? {} : { "proxy-busy-buffers-size": key });
      const ingress = ingressOf(annotation === undefined ? {} : { "proxy-busy-buffers-size": annotation });
      expect(printedIn(locationOf(deploymentOf(version), map, ingress), "proxy_busy_buffers_size")).toBe(
        printed,
      );
    },
  );

  test("a number that the controller cannot decode keeps its default", () => {
    const map = configMapOf({
      "upstream-keepalive-timeout": "60s",
      "keep-alive": "0x20",
      "proxy-buffers-number": "abc",
    });
    const config = renderedConfigs(projectOf([deploymentOf("1.9.4"), map].join("---\n")))[0]!;
    const http = rootScope(config).children.find((it) => it.context === "http")!;
    const upstream = http.children.find((it) => it.context === "upstream")!;
    expect(printedIn(upstream, "keepalive_timeout")).toBe("60s");
    expect(upstream.own("keepalive_timeout")[0]).toMatchObject({ state: "default" });
    expect(printedIn(http, "keepalive_timeout")).toBe("32s");
    expect(printedIn(http.children.at(-1)!.children[0]!, "proxy_buffers")).toBe("4 4k");
  });

  test("without kept connections the pool's lines go and the header is close", () => {
    const config = renderedConfigs(
      projectOf(
        [deploymentOf("1.9.4"), configMapOf({ "upstream-keepalive-connections": "0" })].join("---\n"),
      ),
    )[0]!;
    const text = writeNginx(config.directives);
    expect(text).not.toContain("keepalive 3");
    expect(text).toContain('"" close;');
  });

  test.each([
    ["1.8.0", {}, true],
    ["1.9.4", {}, false],
    ["1.9.4", { "allow-snippet-annotations": "true" }, true],
    ["1.12.0", { "allow-snippet-annotations": "true" }, false],
    ["1.12.0", { "allow-snippet-annotations": "true", "annotations-risk-level": "Critical" }, true],
    ["1.12.0", { "allow-snippet-annotations": "yes", "annotations-risk-level": "Critical" }, false],
  ])("v%s with %j lets a snippet annotation through: %s", (version, data, expected) => {
    const ingress = ingressOf({ "configuration-snippet": "proxy_temp_file_write_size 64k;" });
    const location = locationOf(deploymentOf(version), configMapOf(data), ingress);
    expect(printedIn(location, "proxy_temp_file_write_size")).toBe(expected ? "64k" : undefined);
  });

  test("an Ingress whose controller is out of sight says only what it decides", () => {
    const config = renderedConfigs(projectOf(ingressOf({ "proxy-buffer-size": "16k" })))[0]!;
    expect(config).toMatchObject({ complete: false, controller: undefined });
    const location = rootScope(config)
      .children.find((it) => it.context === "http")!
      .children.at(-1)!.children[0]!;
    expect(location.find("proxy_buffers")).toMatchObject({ state: "assumed" });
    expect(location.find("proxy_buffering")).toBeUndefined();
  });
});

suite(withNginx("what is written"), () => {
  test("is what nginx reads", () => {
    const map = configMapOf({
      "http-snippet":
        'log_format short "$remote_addr \\"$request\\" it\'s"; map $uri $kind { default a; "~^/x{2}" b; }',
      "server-snippet": 'if ($request_method = "PUT") { return 405; }',
      "location-snippet": "add_header X-Note 'a; b # c';\nset $toString 1;",
    });
    const [config] = renderedConfigs(projectOf([deploymentOf("1.9.4"), map].join("---\n")));
    const text = writeNginx(config!.directives);
    expect(nginxTest(text).message).toBe("");
    expect(text).toContain('add_header X-Note "a; b # c";');
  });

  test("has the verdict of the rule for random ConfigMaps and Ingresses", async () => {
    const random = randomFrom(13598);
    const maybe = (share: number, key: string, values: readonly string[]): Record<string, string> =>
      random() < share ? { [key]: pick(random, values) } : {};
    const sizes = ["4k", "8k", "16k", "32k", "64k", "128k"];
    const buffers = (share: number) => ({
      ...maybe(share, "proxy-buffer-size", sizes),
      ...maybe(share, "proxy-buffers-number", ["1", "2", "3", "4", "8", "0x10", "four"]),
      ...maybe(share, "proxy-busy-buffers-size", sizes),
      ...maybe(share / 4, "proxy-max-temp-file-size", ["0", "8k", "1m", "1024m", "12x"]),
    });
    const projects = Array.from({ length: 150 }, () => {
      const version = pick(random, ["1.3.0", "1.9.4", "1.12.1", "1.13.0", "1.13.1", "1.13.2", "1.15.1"]);
      const map = configMapOf({
        "allow-snippet-annotations": "true",
        "annotations-risk-level": "Critical",
        ...buffers(0.4),
        ...maybe(0.1, "http-snippet", [
          "proxy_buffer_size 64k;",
          "proxy_buffers 8 64k;",
          "fastcgi_buffers 2 4k;",
        ]),
        ...maybe(0.2, "server-snippet", [
          "proxy_temp_file_write_size 16k;",
          "proxy_temp_file_write_size 1m;",
        ]),
      });
      const ingress = ingressOf({
        ...buffers(0.3),
        ...maybe(0.1, "configuration-snippet", ["proxy_temp_file_write_size 8k;"]),
      });
      return projectOf([deploymentOf(version), map, ingress].join("---\n"));
    });
    const configs = projects.map((it) => renderedConfigs(it));
    expect(configs.every((it) => it.length >= 1)).toBe(true);
    expect(configs.filter((it) => it.length === 2).length).toBeGreaterThan(projects.length / 2);
    const verdicts = await nginxTestAll(configs.flat().map((it) => writeNginx(it.directives)));
    let refused = 0;
    let next = 0;
    projects.forEach((project, at) => {
      const first = next;
      next += configs[at]!.length;
      const ofNginx = verdicts.slice(first, next);
      const found = configs[at]!.flatMap((it) => symmetryOf(it, project));
      if (ofNginx.some((it) => !it.ok)) refused += 1;
      const texts = configs[at]!.map((it) => writeNginx(it.directives)).join("\n");
      expect([found.map((it) => it.message).join("\n") !== "", texts]).toEqual([
        ofNginx.some((it) => !it.ok),
        texts,
      ]);
      expect(found.every((it) => it.severity === "error")).toBe(true);
    });
    expect(refused).toBeGreaterThan(30);
    expect(refused).toBeLessThan(120);
  }, 60_000);
});
