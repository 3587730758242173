import { type ContainerCommands, commandsOf } from "../container-commands.ts";
import type { Project } from "../project.ts";
import type { Word } from "../shell.ts";
import type { Container } from "../workload.ts";

/** A run of certbot that renews certificates and tells nobody. */
export interface SilentRenewal {
  readonly container: Container;
  /** The program's name in its command. */
  readonly program: Word;
  /** `certbot renew`, `certbot certonly`. */
  readonly command: string;
}

/** Options by which certbot runs something when it is done, or has a plugin that installs and reloads (certbot: user guide, renewing certificates). */
const hooks = /^--(?:deploy-hook|renew-hook|post-hook|installer|nginx|apache|configurator)(?:=|$)/;
const hookFolders = /\/renewal-hooks(?:\/|$)/;
/** What makes a server read its certificates again. */
const reloads = [
  /\bnginx\b.* -s *reload\b/,
  /\b(?:kill|pkill|killall)\b.*(?:HUP|\b1\b)/,
  /\b(?:systemctl|service|rc-service)\b.*\b(?:reload|restart|force-reload)\b/,
  /\bkubectl\b.*\b(?:rollout|restart|apply|create|replace|patch|delete|exec)\b/,
  /\bdocker\b.*\b(?:exec|kill|restart)\b/,
  /\b(?:curl|wget)\b/,
];

/** Containers that renew with certbot and after which nothing in sight reloads a server. Undefined parts of a command tell nothing: then it is left out. */
export function* silentRenewals(project: Project): Generator<SilentRenewal> {
  let reloadsAnywhere: boolean | undefined;
  for (const workload of project.workloads) {
    for (const container of workload.containers) {
      if (!mentions(container, "certbot")) continue;
      const commands = commandsOf(container);
      const run = commands && renewalIn(commands);
      if (run === undefined || container.mounts.some((it) => hookFolders.test(it.path))) continue;
      reloadsAnywhere ??= project.workloads.some((it) => it.containers.some(reloadsServer));
      if (!reloadsAnywhere) yield { container, ...run };
    }
  }
}

function renewalIn({ commands }: ContainerCommands): Pick<SilentRenewal, "program" | "command"> | undefined {
  for (const words of commands) {
    const [program, ...args] = words;
    if (program?.text !== "certbot") continue;
    if (args.some((it) => it.text === undefined || hooks.test(it.text))) return undefined;
    const verb = args.find((it) => it.text === "renew" || it.text === "certonly")?.text;
    if (verb !== undefined && !args.some((it) => it.text === "--dry-run"))
      return { program, command: `certbot ${verb}` };
  }
  return undefined;
}

function reloadsServer(container: Container): boolean {
  const looks = ["reload", "HUP", "kill", "kubectl", "docker", "systemctl", "service", "curl", "wget"];
  if (!looks.some((it) => mentions(container, it))) return false;
  const commands = commandsOf(container)?.commands ?? [];
  const lines = commands.map((words) => words.map((it) => it.text ?? "").join(" "));
  return lines.some((line) => reloads.some((it) => it.test(line)));
}

/** A look at the text spares most containers the taking apart. */
function mentions(container: Container, word: string): boolean {
  return container.commandLine.some((it) => it.includes(word));
}
