// Stands in for `node:child_process` in commander: it would start subcommands that are programs of their own, which ours are not, and takes milliseconds to load.
module.exports = {};
