import { describe, expect, test } from "@jest/globals";
import { backendServers } from "../../src/knowledge/backend-servers.ts";

describe("the table of application servers", () => {
  test.each(backendServers)("$name is whole", (server) => {
    expect(server.source).toMatch(/^https:\/\//);
    // Something has to show the server, and something has to say how its timeout is raised.
    expect(server.command ?? server.image ?? server.settings[0]).toBeDefined();
    const canBeRaised = server.advice !== undefined || server.settings.some((it) => it.kind !== "property");
    expect(canBeRaised || server.keepsNone !== undefined).toBe(true);
    for (const it of server.defaults) expect(it.seconds).toBeGreaterThan(0);
  });

  test("names are unique", () => {
    const names = backendServers.map((it) => it.name);
    expect(new Set(names).size).toBe(names.length);
  });

  test("expressions that find several values are global, so that differing ones are seen", () => {
    for (const { file } of backendServers) if (file !== undefined) expect(file.value.global).toBe(true);
  });
});
