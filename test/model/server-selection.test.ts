import { describe, expect, test } from "@jest/globals";
import { locationMatchOf, requestPath, selectLocation } from "../../src/model/location-selection.ts";
import { rootScope, type Scope } from "../../src/model/nginx-scope.ts";
import { listenerFor, listenersOf, selectServer } from "../../src/model/server-selection.ts";
import { tryRegex } from "../../src/model/try-regex.ts";
import { projectOf } from "../support/project-of.ts";

async function httpOf(servers: string): Promise<Scope> {
  const project = await projectOf({ "nginx.conf": `events {} http { ${servers} }` });
  return rootScope(project.nginxConfigs[0]!).children.find((it) => it.context === "http")!;
}

describe("listeners", () => {
  test("are read from every form of listen", async () => {
    const http = await httpOf(`server { } server { listen 127.0.0.1; } server { listen [::]:8443 ssl; }
      server { listen 8000-8001 default_server; listen unix:/run/n.sock; listen localhost:81; }`);
    expect(
      listenersOf(http.children).map((it) => `${it.address} ${it.port} ${it.defaultBy !== undefined}`),
    ).toEqual([
      "* 80 false",
      "127.0.0.1 80 false",
      "[::] 8443 false",
      "* 8000 true",
      "* 8001 true",
      "unix:/run/n.sock undefined false",
      "localhost 81 false",
    ]);
    expect(listenerFor(listenersOf(http.children), "127.0.0.1", 80)?.address).toBe("127.0.0.1");
    expect(listenerFor(listenersOf(http.children), "10.0.0.1", 80)?.address).toBe("*");
    expect(listenerFor(listenersOf(http.children), "10.0.0.1", 8443)).toBeUndefined();
  });
});

describe("names of servers", () => {
  const chosen = async (servers: string, host: string) => {
    const [listener] = listenersOf((await httpOf(servers)).children);
    const choice = selectServer(listener!, host);
    return choice && `${choice.by} ${choice.name?.value ?? ""}`;
  };

  test("are looked up in nginx's order", async () => {
    const servers = `server { server_name ~^www\\.; } server { server_name www.*; } server { server_name *.com .example.com; }
      server { server_name www.example.com; }`;
    expect(await chosen(servers, "WWW.example.com.")).toBe("exact www.example.com");
    expect(await chosen(servers, "www.shop.example.com:8080")).toBe("leading-wildcard .example.com");
    expect(await chosen(servers, "www.example.org")).toBe("trailing-wildcard www.*");
    expect(await chosen(servers, "www.")).toBe("default ");
    expect(await chosen(servers, "example.com")).toBe("leading-wildcard .example.com");
  });

  test("of one server may hide those of another", async () => {
    const taken = "server { server_name *.example.com .example.com; } server { server_name example.com; }";
    expect(await chosen(taken, "example.com")).toBe("default ");
    const unheard = "server { server_name example.com; } server { server_name .example.com; }";
    expect(await chosen(unheard, "api.example.com")).toBe("default ");
  });

  test("that cannot be tried out leave the choice open", async () => {
    expect(await chosen("server { server_name ~^(\\w+\\.)+com$; }", "api.com")).toBeUndefined();
  });
});

describe("locations", () => {
  test("of one word have their modifier in front", async () => {
    const http = await httpOf(
      "server { location ^~/a { } location ~*x { } location @b { } location = /c { } }",
    );
    expect(http.children[0]!.children.map(locationMatchOf)).toEqual([
      { kind: "prefix-only", path: "/a" },
      { kind: "regex-ignore-case", path: "x" },
      { kind: "named", path: "@b" },
      { kind: "exact", path: "/c" },
    ]);
    expect(selectLocation(http.children[0]!, "/b")?.location).toBeUndefined();
  });

  test("are compared with the path that nginx makes of a request", () => {
    expect(requestPath("/a//b/../%63%3f?x#y")).toBe("/a/c?");
    expect(requestPath("/a/..")).toBe("/");
    expect(requestPath("/../a")).toBeUndefined();
    expect(requestPath("/%zz")).toBeUndefined();
    expect(requestPath("*")).toBeUndefined();
  });
});

describe("regular expressions", () => {
  test.each([
    ["^/a(/|$)(.*)", "/a", true],
    ["(?i)^/A$", "/a", true],
    ["(?P<x>b)c", "abc", true],
    ["[]a]", "a", undefined],
    ["[[:alpha:]]", "a", undefined],
    ["a++", "a", undefined],
    ["(a|b)*c", "abc", undefined],
    ["\\Aa", "a", undefined],
    ["(?>a)", "a", undefined],
    ["(a)\\1", "aa", undefined],
    ["a*b*c*d*", "a", undefined],
    ["(", "(", undefined],
    ["é", "é", undefined],
  ])("%s on %s", (pattern, text, matches) => {
    expect(tryRegex(pattern, text, false)).toBe(matches);
  });
});
