import { describe, expect, test } from "@jest/globals";
import { waitOfCommand } from "../../src/model/shell-wait.ts";

const env = (name: string) => ({ DRAIN: "20", UNIT: "m" })[name];
const waitOf = (...command: string[]) => waitOfCommand(command, { env, enough: 5 });
const inShell = (script: string) => waitOf("/bin/sh", "-c", script);

describe("the wait of a command without a shell", () => {
  test.each([
    [["sleep", "15"], 15],
    [["/usr/bin/sleep", "0.5m"], 30],
    [["sleep", "1m", "5s"], 65],
    [["busybox", "sleep", "10"], 10],
    [["sleep", "infinity"], Number.POSITIVE_INFINITY],
    [["/wait-shutdown"], Number.POSITIVE_INFINITY],
    [["nginx", "-s", "quit"], 0],
    [["kill", "-TERM", "1"], 0],
    [["bash", "-euc", "sleep 7"], 7],
    [["python3", "-c", "import time; time.sleep(8)"], 8],
    [["pwsh", "-Command", "Start-Sleep -Milliseconds 6000"], 6],
    [["powershell.exe", "Start-Sleep 9"], 9],
    [["cmd", "/c", "timeout /t 12"], 12],
    // Without a shell nobody puts variables in, and nobody knows what a script does.
    [["sleep", "$DRAIN"], undefined],
    [["sleep"], undefined],
    [["/drain.sh"], undefined],
    [["sh", "/drain.sh"], undefined],
    [["node", "-e", "setTimeout(() => {}, 9000)"], undefined],
  ])("%j", (command, seconds) => expect(waitOf(...command)).toBe(seconds));
});

describe("the wait of a shell script", () => {
  test.each([
    ["sleep 15", 15],
    ["exec sleep 15", 15],
    ["sleep 15 && nginx -s quit", 15],
    ["echo 'going; sleep 99'; sleep 6", 6],
    ["sleep 2; sleep 2", 4],
    ["sleep 2 # sleep 60", 2],
    ["sleep 2 \\\n  && kill -QUIT 1", 2],
    ["touch /tmp/down\n\nsleep 10 > /dev/null 2>&1\n", 10],
    ['sleep "$DRAIN"', 20],
    ["sleep 1${UNIT}", 60],
    ["sleep 15 &", 0],
    ["exit 0; sleep 15", 0],
    ["nginx -s quit; sleep 15", 0],
    ["/usr/sbin/nginx -c /etc/nginx/nginx.conf -s quit; while pgrep nginx; do sleep 1; done", 0],
    // Enough is certain before what cannot be told begins.
    ["sleep 10; while pgrep web; do sleep 1; done", 10],
    ["curl -s localhost/drain; sleep 10", 10],
    ["/drain.sh", undefined],
    ["sleep 2; /drain.sh", undefined],
    ["while pgrep web; do sleep 1; done", undefined],
    ["if [ -f /tmp/a ]; then sleep 15; fi", undefined],
    ["(sleep 15)", undefined],
    ["sleep $UNSET", undefined],
    ["sleep ${UNSET:-15}", undefined],
    ["sleep $((5 + 10))", undefined],
    ["sleep `cat /delay`", undefined],
    ["drained || sleep 15", undefined],
    ["sleep 'unterminated", undefined],
  ])("%s", (script, seconds) => expect(inShell(script)).toBe(seconds));
});
