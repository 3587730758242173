import { describe, expect, test } from "@jest/globals";
import { nginxAvailable, nginxTestAll, withNginx } from "../nginx-oracle.ts";

/** The location of a snippet, one that the template makes, and whether nginx takes both: what `location-twice.ts` goes by. */
const pairs: readonly (readonly [snippet: string, template: string, accepted: boolean])[] = [
  ["/", '"/"', false],
  ["^~ /", '"/"', false],
  ["= /", '"/"', true],
  ["/app/", '"/app/"', false],
  ["/app", '"/app/"', true],
  ["= /app", '= "/app"', false],
  ["/app", '= "/app"', true],
  ["/", '~* "^/"', true],
  ["~ ^/$", '"/"', true],
];

describe("locations that stand twice in a server", () => {
  (nginxAvailable ? test : test.skip)(withNginx("are refused by nginx"), async () => {
    const verdicts = await nginxTestAll(
      pairs.map(
        ([snippet, template]) =>
          `events {} http { server { location ${snippet} { } location ${template} { } } }`,
      ),
    );
    expect(pairs.map(([snippet, template], at) => [snippet, template, verdicts[at]!.ok])).toEqual(pairs);
  });
});
