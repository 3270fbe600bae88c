// One page, no run-time dependency; assets stay files of their own because the hub's policy forbids inline code.
export default { base: "./", build: { target: "es2021", assetsInlineLimit: 0, modulePreload: false } };
