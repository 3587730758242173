import { describe, expect, test } from "@jest/globals";
import { guessContext, looksLikeNginx } from "../../../src/parsers/nginx/context.ts";
import { textOfFile } from "../../../src/text/origin.ts";
import { SourceFile } from "../../../src/text/source-file.ts";
import { parse } from "./helpers.ts";

test.each([
  ["main", "user nginx;\nevents { }\nhttp { }"],
  ["main", "worker_processes 4;\nerror_log stderr;"],
  ["http", "server { listen 80; }"],
  ["http", "upstream shop { server 10.0.0.1; }\nserver { listen 80; }"],
  ["http", "upstream shop { server 10.0.0.1; }"],
  ["http", "map $uri $class { default 0; }"],
  ["server", "listen 80;\nserver_name shop.example.com;\nlocation / { }"],
  ["server", "location /api/ { proxy_pass http://shop; }"],
  ["location", "proxy_pass http://shop;\nproxy_set_header Host $host;"],
  ["upstream", "server 10.0.0.1:8080;\nserver 10.0.0.2:8080 backup;"],
  ["upstream", "server 10.0.0.1:8080;\nkeepalive 32;"],
  ["stream", "server { listen 5432; proxy_pass db; }\nupstream db { server 10.0.0.1:5432; }"],
  ["stream-server", "listen 5432;\nproxy_timeout 3s;\nproxy_pass db;"],
  ["events", "worker_connections 512;"],
  ["unknown", "add_header X-Frame-Options DENY;"],
  ["unknown", "include conf.d/*.conf;"],
  ["unknown", "hello world;"],
  ["unknown", ""],
])("context %s: %j", (context, text) => {
  expect(guessContext(parse(text))).toBe(context);
});

const looks = (text: string, path = "config/app.conf") =>
  looksLikeNginx(textOfFile(new SourceFile(path, text)), path);

describe("nginx configuration", () => {
  test.each([
    ["a whole file", "events { }\nhttp { server { listen 80; } }"],
    [
      "mostly unknown modules",
      "events { }\nacme_shield on;\nacme_log a;\nacme_x b;\nhttp { acme_y c; acme_z d; }",
    ],
    ["a server", "server {\n  listen 80;\n}"],
    ["an upstream", "upstream shop { server 10.0.0.1:8080; }"],
    ["servers of an upstream", "server 10.0.0.1:8080;\nserver 10.0.0.2:8080;"],
    ["a snippet", "proxy_set_header Host $host;\nproxy_read_timeout 60s;"],
    ["addresses", "# office\ndeny 10.0.0.0/8;\nallow all;"],
    ["a missing semicolon", "server {\n  listen 80\n  server_name shop.example.com;\n}"],
    ["a missing brace", "server {\n  listen 80;\n  location / {\n"],
    ["a byte order mark", "\ufeffserver {\n  listen 80;\n}"],
    ["a dump", "# configuration file /etc/nginx/nginx.conf:\n# empty\n"],
    ["types", "types {\n  text/html html;\n  image/png png;\n}"],
  ])("%s", (_, text) => {
    expect(looks(text)).toBe(true);
  });

  test("a lone include, when the path says so", () => {
    expect(looks("include conf.d/*.conf;", "etc/nginx/extra.conf")).toBe(true);
    expect(looks("include conf.d/*.conf;")).toBe(false);
  });
});

describe("not nginx configuration", () => {
  test.each([
    ["nothing", ""],
    ["comments", "# server { listen 80; }\n"],
    ["redis", "port 6379\nbind 127.0.0.1\ntimeout 0\ninclude /etc/redis/local.conf\n"],
    [
      "php-fpm",
      "[www]\nuser = www-data\n; comment\nlisten = /run/php.sock\nlisten.owner = www-data\n; more\n",
    ],
    [
      "Apache",
      'ServerName shop.example.com\n<VirtualHost *:80>\n  ProxyPass "/" "http://shop/"\n</VirtualHost>\n',
    ],
    [
      "BIND",
      'options { directory "/var/cache/bind"; listen-on { any; }; };\nzone "example.com" { type master; file "db"; };',
    ],
    [
      "BIND's includes",
      '// see README\ninclude "/etc/bind/named.conf.options";\ninclude "/etc/bind/named.conf.local";\n',
    ],
    [
      "dhcpd",
      "default-lease-time 600;\nsubnet 10.0.0.0 netmask 255.0.0.0 {\n range 10.0.0.5 10.0.0.9;\n deny unknown-clients;\n}\n",
    ],
    [
      "nftables",
      "table inet filter {\n  set blocked { type ipv4_addr; }\n  chain input { type filter hook input priority 0; policy drop; }\n}\n",
    ],
    ["BIRD", "router id 10.0.0.1;\nprotocol bgp edge { local as 65000; import all; export none; }\n"],
    [
      "syslog-ng",
      'source s_local { system(); internal(); };\ndestination d_all { file("/var/log/all"); };\nlog { source(s_local); destination(d_all); };\n',
    ],
    [
      "keepalived",
      "vrrp_instance edge {\n  state MASTER\n  interface eth0\n  virtual_ipaddress {\n    10.0.0.5\n  }\n}\n",
    ],
    [
      "logrotate",
      "/var/log/nginx/*.log {\n  daily\n  rotate 7\n  postrotate\n    [ -f /run/nginx.pid ] && kill -USR1 `cat /run/nginx.pid`\n  endscript\n}\n",
    ],
    [
      "HOCON",
      'http {\n  server {\n    listen = "0.0.0.0"\n    port = 8080\n  }\n}\nakka.loglevel = "INFO"\n',
    ],
    [
      "Varnish",
      'vcl 4.0;\nbackend default { .host = "10.0.0.1"; }\nsub vcl_recv { if (req.url ~ "^/a") { return (pass); } }\n',
    ],
    ["HAProxy", "global\n  maxconn 4096\nfrontend web\n  bind *:80\n  timeout client 30s\n"],
    ["chrony", "server 0.pool.ntp.org iburst\nallow 10.0.0.0/8\n"],
    [
      "a manifest that holds one",
      "apiVersion: v1\nkind: ConfigMap\ndata:\n  nginx.conf: |\n    events { }\n    http { server { listen 80; } }\n",
    ],
    ["JSON", '{ "server": { "listen": 80 } }'],
    [
      "a script that writes one",
      "#!/bin/sh\ncat > /etc/nginx/nginx.conf <<EOF\nevents { }\nhttp { server { listen 80; } }\nEOF\n",
    ],
    ["Terraform", 'server {\n  location = "eu"\n  listen = 80\n}\n'],
    ["systemd", "[Service]\nExecStart=/usr/sbin/nginx -g 'daemon off;'\n"],
  ])("%s", (_, text) => {
    expect(looks(text)).toBe(false);
  });

  test("whatever a file of another kind holds", () => {
    expect(looks("server { listen 80; }", "README.md")).toBe(false);
    expect(looks("server { listen 80; }", "deploy/shop.yaml")).toBe(false);
  });
});
