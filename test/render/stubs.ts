/**
 * What a rendered configuration needs and a test machine lacks: certificates, directives newer than its nginx, sockets' directories. `http2 on` is
 * nginx 1.25.1's, and certificates stand in files of the controller's image.
 */
export function stubbed(text: string): string {
  return text
    .replaceAll(/^ *(ssl_certificate(_key)?|http2|load_module) .*\n/gm, "")
    .replaceAll(/^( *listen .*?) ssl\b/gm, "$1")
    .replaceAll(/^( *listen .*?) http2\b/gm, "$1")
    .replaceAll("include /etc/nginx/mime.types;", "types { }")
    .replaceAll("/var/lib/nginx/", "/tmp/");
}
