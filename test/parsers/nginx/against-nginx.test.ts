import { describe, expect, test } from "@jest/globals";
import { nginxAvailable, nginxTest, nginxTestAll, withNginx } from "../../nginx-oracle.ts";
import { errorLines, outline, parse, seeded } from "./helpers.ts";

const suite = nginxAvailable ? describe : describe.skip;

/** Whether nginx refused the text itself, rather than a directive in it. */
const syntaxReason = /^(unexpected ("|end of file)|too long parameter)/;

const http = (body: string): string => `events { }\nhttp {\n${body}\n}\n`;
const server = (body: string): string => http(`server { listen unix:a.sock;\n${body}\n}`);
const long = (letter: string, count: number): string => letter.repeat(count);

/** Texts that nginx accepts. */
const accepted: readonly string[] = [
  "",
  "\n\n",
  "# a comment only",
  "# a comment with a CR\r# in it\nevents { }",
  "events { }",
  "events{}",
  "events\n{\n}\n",
  "events\t{\tworker_connections\t512\t;\t}",
  "events {\r\n  worker_connections 512;\r\n}\r\n",
  "events {\r worker_connections 512;\r}",
  "events { worker_connections 512 ; }",
  "events { worker_connections # how many\n 512; }",
  'events { worker_connections "512"; }',
  "events { 'worker_connections' 512; }",
  '"events" { }',
  'events { "worker_connections" "512"; }',
  http("server_tokens off; # off }"),
  http("map $uri $x { default 0; ~^/a\\;b 1; }"),
  http("map $uri $x { default a}b; b#c d'e; }"),
  http('map $uri $x { "~^/a{2}$" 1; "" 2; }'),
  http("map $uri $x { a} 1; }"),
  http("types { }"),
  http("types { text/html html htm; }"),
  http("geo $geo { default 0; 10.0.0.0/8 1; }"),
  http('split_clients "${remote_addr}AAA" $v { 50% a; * b; }'),
  http("charset_map koi8-r utf-8 { C0 D18E; }"),
  http('log_format main "a" \'b\'\n  "c";'),
  http("log_format main 'multi\nline; { } # text';"),
  server('return 200 "it\'s";'),
  server("return 200 'say \"hi\"';"),
  server('return 200 "a\\"b";'),
  server("return 200 ${scheme}://${host}/;"),
  server("return 200 $scheme$host;"),
  http("types { text/html a$; }"),
  http("types { text/html ${{x; }"),
  server("return 200 a\\{b;"),
  server("return 200 a\\;b;"),
  server("return 200 a\\ b;"),
  server('return 200 "";'),
  server('location ~ "^/a{2,3}$" { }'),
  server("location ~ ^/a'b$ { }"),
  server('location "/with space" { }'),
  server("location /a}b { }"),
  server("location /a{}"),
  server('if ($uri ~ "a{2}") { return 404; }'),
  server('if ($uri = "a"){ return 404; }'),
  server('if ( $uri = "a" ) { return 404; }'),
  server("add_header X a,b; add_header Y é;"),
  server("add_header X \u00a0;"),
  server(`add_header X ${long("a", 4095)};`),
  server(`add_header X "${long("a", 4094)}";`),
  server(`#${long("c", 4000)}\n`),
  server(`# ${long("c", 4093)}\n`),
];

/** Texts whose syntax nginx refuses: reason and line have to be the same. */
const refused: readonly string[] = [
  ";",
  "{",
  "}",
  "events { }\n}",
  "events { };",
  "events { worker_connections 512;; }",
  "events { ; }",
  "events { { } }",
  "events {\n",
  "events {\n worker_connections 512;\n\n",
  "events {\n worker_connections 512\n}",
  "events { worker_connections 512",
  "events { worker_connections 512\n\n# end\n",
  "events",
  "events ",
  '"',
  "'events",
  'events { worker_connections "512; }\n\n',
  "events { worker_connections '512\";\n }\n",
  'events { worker_connections "512"x; }',
  'events { worker_connections "512"}',
  'events { worker_connections "512"#; }',
  'events { worker_connections "5""12"; }',
  "events { worker_connections\n '512'\n'1'2; }",
  "events { \\",
  "events { worker_connections 512\\; }",
  "events }",
  "events # {\n}",
  http("server_tokens off }"),
  http("map $uri $x { a { b 1; } }"),
  http("map $uri $x { ~^/a{2}$ 1; }"),
  http("types { text/html html }"),
  http("types { { } }"),
  http("geo $geo {\n default 0;\n 10.0.0.0/8 {\n}\n}"),
  http("split_clients $uri $v { * { } }"),
  server("location / {\n return 200 'a;\n}\n"),
  server("location ~ ^/a{2}$ {\n}"),
  server("location ~ ^/[0-9a-f]{8,}\\.js$ {\n}"),
  server("return 200 a}"),
  server('return 200 "a"\n}'),
  server('return 200 "a";\n}'),
  server("location / { }}\n}"),
  "\ufeff",
  server(`add_header X ${long("a", 4096)};`),
  server(`add_header X ${long("a", 4095)} always;`),
  server(`add_header X "${long("a", 4095)}";`),
  server(`add_header X "${long("a", 4093)}é";\n`),
  server(`add_header X "${long("a", 4096)}";`),
  server(`add_header X '${long("a\n", 3000)}`),
  server(`add_header X "${long("a", 4094)}" always;\n`),
  server(`\n\n# ${long("c", 4094)}\n`),
  `${server("")}# ${long("c", 5000)}`,
];

suite(withNginx("syntax as the real nginx judges it"), () => {
  test("nginx accepts, and so do we", async () => {
    const verdicts = await nginxTestAll(accepted);
    for (const [index, verdict] of verdicts.entries()) {
      const text = accepted[index]!;
      expect({ text, nginx: verdict.message, ours: errorLines(parse(text).errors) }).toEqual({
        text,
        nginx: "",
        ours: [],
      });
    }
  });

  test("nginx refuses: our first error has its reason and its line", async () => {
    const verdicts = await nginxTestAll(refused);
    for (const [index, verdict] of verdicts.entries()) {
      const text = refused[index]!;
      expect(verdict.ok).toBe(false);
      expect({ text, error: errorLines(parse(text).errors)[0] }).toEqual({
        text,
        error: `${verdict.line}: ${verdict.message}`,
      });
    }
  });

  test("a byte order mark is part of the first word for nginx", () => {
    const verdict = nginxTest("\ufeffevents { }\n");
    expect(`${verdict.line}: ${verdict.message}`).toBe(errorLines(parse("\ufeffevents { }\n").errors)[0]);
  });

  test("values are what nginx makes of the words", async () => {
    const words = [
      '"a\\tb"',
      "'a\\nb'",
      "a\\\\b",
      "a\\qb",
      '"it\\\'s"',
      "${x}y",
      "a}b#c'd",
      '"a\nb"',
      "\\;",
      "$",
      'é\\"è',
    ];
    const texts = words.map((word) => `events { use ${word}; }`);
    const verdicts = await nginxTestAll(texts);
    for (const [index, verdict] of verdicts.entries()) {
      const value = parse(texts[index]!).directives[0]!.block![0]!.args[0]!.value;
      expect(`invalid event type "${value}"`).toBe(verdict.message);
    }
  });
});

/** Pieces that hurt when they meet. */
const pieces = [
  ...[
    " ",
    " ",
    " ",
    "\n",
    "\t",
    "\r\n",
    ";",
    ";",
    "{",
    "}",
    "{ }",
    '"',
    "'",
    "\\",
    "#",
    "$",
    "${",
    "${a}",
    ")",
    "(",
    "{2}",
  ],
  ...["a", "b c", "é", "=", "\\\\", '\\"', "\\n", "# note\n", '"q"', "'q'", '"q";', "[^;]*", ",", "~*"],
];

/** Whole configurations to be damaged: every statement in them is accepted wherever it ends up inside of its block. */
const sound = [
  'events {\n  worker_connections 512;\n}\nhttp {\n  map $uri $class {\n    default "none";\n    ~^/api/ api;\n  }\n}\n',
  "events { }\nhttp {\n  types {\n    text/html html htm;\n    image/png png;\n  }\n  log_format main '$remote_addr'\n    ' \"$request\"';\n}\n",
  'events { }\nhttp {\n  server {\n    listen unix:a.sock;\n    location ~ "^/a{2}" {\n      return 200 "${scheme}";\n    }\n  }\n}\n',
];

function randomText(random: (below: number) => number): string {
  const kind = random(4);
  const noise = (count: number): string =>
    Array.from({ length: count }, () => pieces[random(pieces.length)]).join("");
  if (kind === 0) return noise(1 + random(12));
  if (kind === 1) return `events { }\nhttp {\ntypes {\n${noise(1 + random(15))}\n}\n}\n`;
  let text = sound[random(sound.length)]!;
  for (let change = 0; change <= random(3); change++) {
    const from = random(text.length);
    text = text.slice(0, from) + (random(2) === 0 ? noise(1) : "") + text.slice(from + random(3));
  }
  return text;
}

suite(withNginx("random texts"), () => {
  test("are judged as the real nginx judges them", async () => {
    const random = seeded(1_313);
    const texts = Array.from({ length: 300 }, () => randomText(random));
    const verdicts = await nginxTestAll(texts);
    const counts = { accepted: 0, syntax: 0, directive: 0 };
    for (const [index, verdict] of verdicts.entries()) {
      const text = texts[index]!;
      const tree = parse(text);
      const first = errorLines(tree.errors)[0];
      if (verdict.ok) {
        counts.accepted += 1;
        expect({ text, first }).toEqual({ text, first: undefined });
      } else if (syntaxReason.test(verdict.message)) {
        counts.syntax += 1;
        // nginx names a single byte of a letter that has two.
        const reason = verdict.message.replace("\ufffd", "é");
        expect({ text, first }).toEqual({ text, first: `${verdict.line}: ${reason}` });
      } else {
        // nginx stopped at a directive: nothing before its line may be an error for us, and we see the same name.
        counts.directive += 1;
        const line = Number(first?.split(":")[0] ?? Number.POSITIVE_INFINITY);
        if (verdict.line !== undefined)
          expect({ text, ok: line >= verdict.line }).toEqual({ text, ok: true });
        const name = /^unknown directive "([\s\S]*)"$/.exec(verdict.message)?.[1];
        if (name !== undefined) expect(outline(tree.directives)).toContain(name);
      }
    }
    expect(Math.min(counts.accepted, counts.syntax, counts.directive)).toBeGreaterThan(20);
  });
});
