#!/usr/bin/env node
var t="2026-11-20";var r="0.1.0";var e=process.argv.slice(2);for(let o of[process.stdout,process.stderr])o.on("error",s=>{if(s.code!=="EPIPE")throw s});var c=e.includes("--version")||e.includes("-V"),n=e.includes("--verbose")||e.includes("-v");if(c&&e.length===(n?2:1)){let o=n?`advisories, releases and support dates up to ${t}
`:"";process.stdout.write(`${r}
${o}`)}else{let{run:o}=await import("./ingress-lint.js");process.exitCode=await o(e,{cwd:process.cwd(),env:process.env,stdout:s=>process.stdout.write(s),stderr:s=>process.stderr.write(s),get stdin(){return process.stdin},isTTY:process.stdout.isTTY,columns:process.stdout.columns})}
