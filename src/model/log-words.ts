const logWord =
  /^(?:(?:var|app|application|access|error|audit|nginx|apache|httpd|tomcat|server|service|container|shared|sys)?logs?|log(?:dir|files|vol|volume|storage|data))$/;
const aboutLogging = /^(?:config|configs|conf|cfg|scripts?|bin|lib|plugins?|templates?)$/;

/**
 * Whether a volume name or mount path says that logs are kept there: one of its words is `log` (`nginx-logs`, `/var/log/app`,
 * `logs`), not merely a word that contains the letters (`login`, `catalog`, `blog`), nor what configures the logging (`log-config`).
 */
export function saysLog(nameOrPath: string): boolean {
  const words = nameOrPath.toLowerCase().split(/[^a-z0-9]+/);
  return words.some((it) => logWord.test(it)) && !words.some((it) => aboutLogging.test(it));
}
