#!/usr/bin/env node
import{setFlagsFromString as i}from"node:v8";var o="2026-11-20";var r="0.1.0";var t=process.argv.slice(2);for(let e of[process.stdout,process.stderr])e.on("error",s=>{if(s.code!=="EPIPE")throw s});var c=t.includes("--version")||t.includes("-V"),n=t.includes("--verbose")||t.includes("-v");if(c&&t.length===(n?2:1)){let e=n?`advisories, releases and support dates up to ${o}
`:"";process.stdout.write(`${r}
${e}`)}else{process.versions.v8.startsWith("11.")&&i("--interrupt-budget=270000");let{run:e}=await import("./ingress-lint.js");process.exitCode=await e(t,{cwd:process.cwd(),env:process.env,stdout:s=>process.stdout.write(s),stderr:s=>process.stderr.write(s),get stdin(){return process.stdin},isTTY:process.stdout.isTTY,columns:process.stdout.columns})}
