#!/usr/bin/env node
var r="0.1.0";var o=process.argv.slice(2);for(let e of[process.stdout,process.stderr])e.on("error",s=>{if(s.code!=="EPIPE")throw s});if(o.length===1&&(o[0]==="--version"||o[0]==="-V"))process.stdout.write(`${r}
`);else{let{run:e}=await import("./ingress-lint.js");process.exitCode=await e(o,{cwd:process.cwd(),env:process.env,stdout:s=>process.stdout.write(s),stderr:s=>process.stderr.write(s),get stdin(){return process.stdin},isTTY:process.stdout.isTTY,columns:process.stdout.columns})}
