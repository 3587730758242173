process.argv.splice(2, process.argv.length, "__action");
await import("./cli.js");
