import { expect, test } from "@jest/globals";
import { urlRefusal } from "../../src/knowledge/go-url.ts";

// Recorded from Go's net/url with the conditions of StringToURL around it.
test.each([
  "HTTP://A/",
  'http://"a"/',
  "http://$host/a",
  "http://[::1]/",
  "http://[::1]:80/",
  "http://a.b/x y",
  "http://a/{x}",
  "http://a:/",
  "http://a?x=%",
  "http://héy/",
  "http://oauth2-proxy.auth.svc.cluster.local:4180/oauth2/auth",
  "http://u:p@h/",
  "https://$host/oauth2/start?rd=$escaped_request_uri",
  "https://a.com/x",
])("Go takes %j for a URL", (text) => {
  expect(urlRefusal(text)).toBeUndefined();
});

test.each([
  " https://a",
  "//a/b",
  "1http://a/",
  "auth.example.com/v",
  "auth:4180/x",
  "ht_tp://a/",
  "http:///x",
  "http://[::1",
  "http://a b/",
  "http://a%20b/",
  "http://a%41b/",
  "http://a.b/#%zz",
  "http://a.b/%zz",
  "http://a:$port/",
  "http://a:80b/",
  "http://a\\b/",
  "http://user@/x",
  "http://{host}/",
  "https://",
  "https://a..b/",
  "https://a.com/x\n",
  "mailto:a@b",
])("Go refuses %j", (text) => {
  expect(urlRefusal(text)).toMatch(/^it/);
});
