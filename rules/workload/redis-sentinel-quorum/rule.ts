import { defineRule } from "../../../src/engine/rule.ts";
import { type SentinelGroup, sentinelGroups } from "../../../src/model/sentinels.ts";
import { quote } from "../../../src/text/quote.ts";

export default defineRule({
  id: "redis-sentinel-quorum",
  subject: "project",
  severity: "warning",
  preset: "recommended",
  summary: "The quorum of Redis Sentinel does not fit the number of Sentinels.",
  why: "When the primary fails, no replica takes its place, or a cut-off Sentinel starts a failover alone; sessions and caches behind it are down.",
  references: [
    "https://redis.io/docs/latest/operate/oss_and_stack/management/sentinel/#fundamental-things-to-know-about-sentinel-before-deploying",
    "https://redis.io/docs/latest/operate/oss_and_stack/management/sentinel/#sentinel-quorum",
  ],
  lessons: [39],

  *check(project) {
    for (const group of sentinelGroups(project)) {
      const flaw = flawOf(group);
      if (flaw === undefined) continue;
      yield {
        at: group.origin,
        message: flaw.message,
        help: flaw.help,
        related: group.workloads.map((it, at) => {
          const { origin, value } = group.replicas[at]!;
          return {
            at: origin,
            message: `${it.label} runs ${value} ${value === 1 ? "Sentinel" : "Sentinels"}.`,
          };
        }),
        key: group.primary,
      };
    }
  },
});

function flawOf({ quorum, count, primary }: SentinelGroup): { message: string; help: string } | undefined {
  const majority = Math.floor(count / 2) + 1;
  const name = quote(primary);
  if (count === 1)
    return {
      message: `A single Sentinel watches ${name}: when it or its node fails, nothing starts a failover.`,
      help: "Run three Sentinels on different nodes, with quorum 2.",
    };
  if (quorum > count)
    return {
      message: `The quorum of ${name} is ${quorum}, but only ${count} Sentinels run: they never agree that it is down.`,
      help: `Set the quorum to ${majority}, the majority of ${count}, or run more Sentinels.`,
    };
  if (quorum < majority)
    return {
      message: `The quorum of ${name} is ${quorum}, less than ${majority}, the majority of ${count} Sentinels: a minority declares it down.`,
      help: `Set the quorum to ${majority}.`,
    };
  if (count === 2)
    return {
      message: `Two Sentinels watch ${name}: a failover needs both, also when one is lost with the primary.`,
      help: "Run three Sentinels on different nodes, with quorum 2.",
    };
  return undefined;
}
